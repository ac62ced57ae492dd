using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes a kind of link, such as <c>vlan</c>: its name, and what is known of its attributes.</summary>
/// <remarks>Every kind is a <see cref="LinkKind{TLink}"/>. See ip-link(8) and rtnetlink(7).</remarks>
public abstract class LinkKind
{
    private readonly Lazy<NetlinkMessageSchema> _creationSchema;

    private protected LinkKind(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        CreateOperation = $"create {name}";
        _creationSchema = new Lazy<NetlinkMessageSchema>(() => LinkSchema.ForKind(this));
    }

    /// <summary>Gets the name by which the kernel knows the kind (IFLA_INFO_KIND), such as <c>vlan</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Gets the feature that a kernel without the kind lacks, such as <c>VLAN links (CONFIG_VLAN_8021Q)</c>, for the message of an exception;
    /// <see langword="null"/> if it is not known.
    /// </summary>
    public string? Feature { get; init; }

    /// <summary>
    /// Gets the names of the attributes of such a link (IFLA_INFO_DATA), so that an exception can name the attribute that the kernel rejected;
    /// <see langword="null"/> if they are not known.
    /// </summary>
    public NetlinkAttributeSet? DataAttributes { get; init; }

    /// <summary>Gets the names of the attributes of the ports of such a link (IFLA_INFO_SLAVE_DATA); <see langword="null"/> if they are not known.</summary>
    public NetlinkAttributeSet? PortAttributes { get; init; }

    /// <summary>Gets what creating such a link is called in messages.</summary>
    internal string CreateOperation { get; }

    /// <summary>Gets the description of the message that creates such a link.</summary>
    internal NetlinkMessageSchema CreationSchema => _creationSchema.Value;

    /// <summary>Returns <see cref="Name"/>.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    internal abstract Link Wrap(Link link);
}
