using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes a qdisc, class, filter or action: one to create, or one that the kernel reported.</summary>
/// <remarks>
/// An object that was read can be written again. Two objects are equal if their settings are; <see cref="Statistics"/> are not compared. See tc(8).
/// </remarks>
public abstract record TrafficObject
{
    private protected TrafficObject()
    {
    }

    /// <summary>Gets the kind.</summary>
    public abstract TrafficKind TrafficKind { get; }

    /// <summary>Gets what the object had done when it was read; <see langword="null"/> if it was not read, or has no statistics.</summary>
    public TrafficStatistics? Statistics => Reported.Value.Statistics;

    internal Uncompared<(TrafficStatistics? Statistics, byte[]? Kind)> Reported { get; init; }

    /// <summary>The options as bytes, if the library does not know the kind.</summary>
    internal virtual ValueList<byte>? Raw => null;

    /// <summary>Whether the attribute is written even if it is empty.</summary>
    internal virtual bool NeedsOptions => false;

    /// <summary>Gets the statistics that only objects of this kind have (TCA_STATS_APP), as bytes.</summary>
    /// <returns>The bytes, a structure of the kernel or attributes; empty if there are none.</returns>
    public ReadOnlySpan<byte> GetKindStatistics() => Reported.Value.Kind;

    /// <summary>Returns the object as one of the class for its kind, which need not be a class of the library.</summary>
    /// <typeparam name="TObject">The class.</typeparam>
    /// <returns>The object; <see langword="null"/> if it is of another kind.</returns>
    public TObject? As<TObject>()
        where TObject : TrafficObject, ITrafficKind<TObject> =>
        this as TObject
            ?? (Raw is { } raw && TrafficKind.Name == TObject.Kind.Name ? (TObject)TObject.Kind.Read(new NetlinkAttribute(TrafficSchema.TCA_OPTIONS, raw.Span)).Adopt(this) : null);

    /// <summary>Writes the options of the kind as an attribute. Nothing is written if there are none.</summary>
    internal virtual void WriteOptions(ref NetlinkMessageWriter writer, int type)
    {
        NetlinkMessageWriter without = writer;
        NestedAttribute nest = writer.BeginNested(type);
        int start = writer.Length;
        WriteOptions(ref writer);
        writer.EndNested(nest);
        // A kind that takes no options, or a structure only, rejects an empty attribute.
        writer = writer.Length == start && !NeedsOptions ? without : writer;
    }

    /// <summary>Rejects an object that cannot be, before anything is sent.</summary>
    internal virtual void RequireValid() => Validate();

    /// <summary>Writes the options of the kind (the contents of TCA_OPTIONS). The base implementation writes none.</summary>
    /// <param name="writer">The request, inside the attribute.</param>
    protected virtual void WriteOptions(ref NetlinkMessageWriter writer)
    {
    }

    /// <summary>Rejects settings that contradict each other, before anything is sent. The base implementation accepts all.</summary>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    protected virtual void Validate()
    {
    }

    /// <summary>Takes over from an object what all objects of its family have.</summary>
    internal abstract TrafficObject Adopt(TrafficObject other);
}
