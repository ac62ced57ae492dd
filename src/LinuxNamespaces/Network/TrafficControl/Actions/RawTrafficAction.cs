using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>An action of any kind, by the name of the kind and its options as bytes.</summary>
/// <remarks>Lists have such an object for each action whose kind has no class in the library.</remarks>
public sealed record RawTrafficAction : TrafficAction
{
    private readonly Uncompared<TrafficKind> _kind;

    /// <summary>Creates an action.</summary>
    /// <param name="kind">The name by which the kernel knows the kind.</param>
    /// <param name="options">The contents of TCA_ACT_OPTIONS; empty for none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public RawTrafficAction(string kind, ReadOnlySpan<byte> options = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        KindName = kind;
        _kind = new(TrafficKinds.Actions.Find(kind) ?? new TrafficKind<RawTrafficAction>(kind, _ => this));
        Options = new ValueList<byte>(options.ToArray());
    }

    /// <summary>Gets the name by which the kernel knows the kind.</summary>
    public string KindName { get; }

    /// <summary>Gets the contents of TCA_ACT_OPTIONS.</summary>
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
