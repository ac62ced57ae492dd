using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes a kind of qdiscs, classes, filters or actions, such as <c>netem</c>: its name, and what is known of its attributes.</summary>
/// <remarks>Every kind is a <see cref="TrafficKind{TObject}"/>. See tc(8).</remarks>
public abstract class TrafficKind
{
    private readonly Lazy<NetlinkMessageSchema[]> _schemas;

    private protected TrafficKind(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _schemas = new Lazy<NetlinkMessageSchema[]>(() => [.. TrafficSchema.ForKind(this)]);
    }

    /// <summary>Gets the name by which the kernel knows the kind (TCA_KIND), such as <c>netem</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Gets the feature that a kernel without the kind lacks, such as <c>netem qdiscs (CONFIG_NET_SCH_NETEM)</c>, for the message of an exception;
    /// <see langword="null"/> if it is not known.
    /// </summary>
    public string? Feature { get; init; }

    /// <summary>
    /// Gets the names of the attributes of the kind (TCA_OPTIONS), so that an exception can name the attribute that the kernel rejected;
    /// <see langword="null"/> if they are not known.
    /// </summary>
    public NetlinkAttributeSet? OptionAttributes { get; init; }

    /// <summary>Returns <see cref="Name"/>.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    /// <summary>The description of a message about the kind, which the library need not know.</summary>
    internal NetlinkMessageSchema? SchemaOf(ushort type) => Array.Find(_schemas.Value, schema => schema.Type == type);

    internal abstract TrafficObject Read(NetlinkAttribute options);
}
