using System.Buffers;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes the requests of traffic control for one link.</summary>
internal static class TrafficRequests
{
    // What the kernel says of a kind that it does not have.
    private static readonly string[] s_unknownKinds = ["Specified qdisc kind is unknown", "TC classifier not found", "Failed to load TC action module"];

    /// <summary>How a request treats an object that exists, or does not.</summary>
    internal enum Mode
    {
        Add,
        Replace,
        Change,
    }

    /// <summary>Writes a request with an object.</summary>
    internal delegate NetlinkMessageWriter Writer<in T>(Span<byte> buffer, ushort type, int flags, int link, T item);

    /// <summary>Lists the objects of one family.</summary>
    /// <param name="what">The objects, for a message.</param>
    /// <param name="parent">Whose objects are listed; null for those of the link, or of the qdisc at its root.</param>
    internal static IReadOnlyList<T> List<T>(Link link, string what, ushort type, TrafficHandle? parent, NetlinkMessageParser<T> parse)
        where T : TrafficObject
    {
        NetlinkOperation operation = Operation("list", what, link);
        link.RequirePresent(operation);
        NetlinkMessageWriter request = TrafficMessages.Write(stackalloc byte[TrafficMessages.SmallBufferSize], type, link.Index, null, parent);
        IReadOnlyList<T> items = link.Connection.Dump(request, operation, parse);
        link.RequirePresent(operation);
        return items;
    }

    /// <summary>Adds, replaces or changes an object, and returns the one that results.</summary>
    /// <param name="item">The object, which is valid.</param>
    /// <param name="find">Finds the object if the kernel does not return it.</param>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    internal static T Apply<T>(Link link, T item, Mode mode, ushort type, Writer<T> write, NetlinkMessageParser<T> parse, Func<T, T?> find)
        where T : TrafficObject
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TrafficMessages.BufferSize);
        try
        {
            return Execute(link, write(buffer, type, FlagsOf(mode), link.Index, item), Operation(VerbOf(mode), item.ToString(), link), item, type, parse)
                ?? find(item)
                ?? throw new InvalidDataException($"The kernel did not return the {item} of link {PrintableText.Quote(link.Name)}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Adds a change of an object to a batch.</summary>
    /// <param name="item">The object, which is valid.</param>
    internal static void Apply<T>(NetworkBatch batch, Link link, T item, Mode mode, ushort type, Writer<T> write)
        where T : TrafficObject
    {
        NetlinkOperation operation = Operation(VerbOf(mode), item.ToString(), link) with { Schema = SchemaOf(item, type), Remedy = FindRemedy, Subject = item };
        batch.Keep(link, operation);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TrafficMessages.BufferSize);
        try
        {
            batch.Add(write(buffer, type, FlagsOf(mode) & ~Linux.NLM_F_ECHO, link.Index, item), operation, new BatchedChange(item) { Explain = failure => Explain(failure, item) });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static NetlinkOperation Operation(string verb, string what, Link link) => new(verb) { Detail = $"{what} of link {PrintableText.Quote(link.Name)}" };

    private static int FlagsOf(Mode mode) => Linux.NLM_F_ECHO | mode switch
    {
        Mode.Add => Linux.NLM_F_CREATE | Linux.NLM_F_EXCL,
        Mode.Replace => Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE,
        _ => 0,
    };

    private static string VerbOf(Mode mode) => mode switch
    {
        Mode.Add => "add",
        Mode.Replace => "replace",
        _ => "change",
    };

    /// <summary>Makes a request about one object, and reads the object that results.</summary>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    private static T? Execute<T>(Link link, scoped in NetlinkMessageWriter request, NetlinkOperation operation, TrafficObject item, ushort type, NetlinkMessageParser<T> parse)
        where T : class
    {
        link.RequirePresent(operation);
        try
        {
            return link.Connection.ExecuteEcho(request, operation with { Schema = SchemaOf(item, type), Remedy = FindRemedy, Subject = item }, parse);
        }
        catch (NetlinkException e) when (Explain(e, item) is { } missing)
        {
            throw missing;
        }
    }

    /// <summary>Makes the exception for a kind that the kernel lacks; null if the failure has another cause.</summary>
    private static NotSupportedException? Explain(NetlinkException e, TrafficObject item) =>
        e.Errno == Errno.ENOENT && FeatureOf(e, item) is { } kind
            ? new NotSupportedException($"{e.Message}. The kernel lacks {kind}: it is neither built in nor a module that can be loaded.", e)
        : e.Errno == Errno.EOPNOTSUPP && e.KernelMessage is null && item.TrafficKind.Feature is { } feature
            ? new NotSupportedException($"{e.Message}. The kernel lacks {feature}, or one of its options.", e)
        : null;

    private static NetlinkMessageSchema? SchemaOf(TrafficObject item, ushort type) =>
        item.TrafficKind.OptionAttributes is null || (TrafficKinds.Qdiscs.Find(item.TrafficKind.Name) ?? TrafficKinds.Classes.Find(item.TrafficKind.Name) ?? TrafficKinds.Filters.Find(item.TrafficKind.Name)) == item.TrafficKind
            ? null
            : item.TrafficKind.SchemaOf(type);

    /// <summary>What the kernel lacks. It does not say which of several actions it does not have.</summary>
    private static string? FeatureOf(NetlinkException e, TrafficObject item) =>
        e.KernelMessage is not { } words || !Array.Exists(s_unknownKinds, words.Contains) ? null
        : words.Contains(s_unknownKinds[2]) && item is TrafficFilter { Actions: { Count: > 0 } actions }
            ? string.Join(" or ", actions.Select(action => action.TrafficKind.Feature ?? $"actions of the kind {action.TrafficKind}").Distinct())
        : item.TrafficKind.Feature ?? $"the kind {item.TrafficKind}";

    private static string? FindRemedy(in NetlinkFailure failure) => failure.Operation.Subject switch
    {
        Qdisc { Handle: not null } when failure.Errno == Errno.EEXIST => "There is a qdisc at the place, or with the handle. Replace replaces it.",
        Qdisc when failure.Errno == Errno.EEXIST => "There is a qdisc at the place. Replace replaces it.",
        TrafficClass when failure.Errno == Errno.EEXIST => "There is a class with the handle. Replace replaces it.",
        TrafficFilter when failure.Errno == Errno.EEXIST => "There is a filter with the priority and the handle. Replace replaces it.",
        _ => null,
    };
}
