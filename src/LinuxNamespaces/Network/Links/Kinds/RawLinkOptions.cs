using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Writes the attributes that only one kind of link has.</summary>
/// <param name="writer">The request, inside IFLA_INFO_DATA.</param>
public delegate void LinkDataWriter(ref NetlinkMessageWriter writer);

/// <summary>Specifies a link of any kind by the name of the kind and its attributes.</summary>
/// <remarks>The attributes of such a link are read with <see cref="LinkInfo.GetKindData"/>.</remarks>
/// <example>
/// <code>
/// Link mac = red.Links.Add("mac0", new RawLinkOptions("macvlan", (ref writer) =&gt; writer.WriteUInt32(IFLA_MACVLAN_MODE, 4), parent));
/// </code>
/// </example>
public sealed record RawLinkOptions : LinkOptions<Link>
{
    private readonly LinkDataWriter? _writeData;

    /// <summary>Creates the options.</summary>
    /// <param name="kind">The name by which the kernel knows the kind.</param>
    /// <param name="writeData">Writes the attributes of the kind; <see langword="null"/> for none.</param>
    /// <param name="parent">The link that the new link is stacked on; <see langword="null"/> if there is none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public RawLinkOptions(string kind, LinkDataWriter? writeData = null, Link? parent = null)
    {
        Kind = new LinkKind<Link>(kind, link => link);
        _writeData = writeData;
        Parent = parent;
    }

    /// <inheritdoc/>
    public override LinkKind<Link> Kind { get; }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer) => _writeData?.Invoke(ref writer);
}
