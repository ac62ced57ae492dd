using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes a kind of qdiscs, classes, filters or actions that has a class of its own.</summary>
/// <typeparam name="TObject">The class of the objects of the kind.</typeparam>
/// <example>
/// A kind in any project:
/// <code>
/// public sealed record SkbprioQdisc : Qdisc, ITrafficKind&lt;SkbprioQdisc&gt;
/// {
///     public static TrafficKind&lt;SkbprioQdisc&gt; Kind { get; } = new("skbprio", (options) =&gt; new() { Limit = options.ReadUInt32() });
///
///     public override TrafficKind TrafficKind =&gt; Kind;
///
///     public uint Limit { get; init; } = 64;
///
///     protected override void WriteOptions(ref NetlinkMessageWriter writer) =&gt; writer.WriteStruct&lt;uint&gt;() = Limit;
/// }
/// </code>
/// </example>
public sealed class TrafficKind<TObject> : TrafficKind
    where TObject : TrafficObject
{
    private readonly TrafficObjectReader<TObject> _read;

    /// <summary>Creates a description.</summary>
    /// <param name="name">The name by which the kernel knows the kind.</param>
    /// <param name="read">Creates the object from its attribute TCA_OPTIONS, which is empty if the kernel sent none. The function makes no requests.</param>
    public TrafficKind(string name, TrafficObjectReader<TObject> read)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(read);
        _read = read;
    }

    internal override TObject Read(NetlinkAttribute options) => _read(options);
}
