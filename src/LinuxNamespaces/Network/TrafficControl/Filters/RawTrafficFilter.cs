using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A filter of any kind, by the name of the kind and its options as bytes.</summary>
/// <remarks>Lists have such an object for each filter whose kind has no class in the library.</remarks>
public sealed record RawTrafficFilter : TrafficFilter
{
    private readonly Uncompared<TrafficKind> _kind;

    /// <summary>Creates a filter.</summary>
    /// <param name="kind">The name by which the kernel knows the kind.</param>
    /// <param name="options">The contents of TCA_OPTIONS; empty for none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public RawTrafficFilter(string kind, ReadOnlySpan<byte> options = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        KindName = kind;
        _kind = new(TrafficKinds.Filters.Find(kind) ?? new TrafficKind<RawTrafficFilter>(kind, _ => this));
        Options = new ValueList<byte>(options.ToArray());
    }

    /// <summary>Gets the name by which the kernel knows the kind.</summary>
    public string KindName { get; }

    /// <summary>Gets the contents of TCA_OPTIONS.</summary>
    public IReadOnlyList<byte> Options { get; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => _kind.Value;

    internal override ValueList<byte> Raw => (ValueList<byte>)Options;

    internal override void WriteOptions(ref NetlinkMessageWriter writer, int type)
    {
        if (Options.Count > 0)
        {
            writer.WriteBytes(type, Raw.Span);
        }
    }
}
