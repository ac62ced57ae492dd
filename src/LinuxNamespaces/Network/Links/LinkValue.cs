using System.Text;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A link in an answer of the kernel, which needs no memory of its own. It is valid until the enumeration goes on.</summary>
/// <remarks><see cref="ToLinkInfo"/> returns everything that the kernel reports of the link, as an object.</remarks>
/// <seealso cref="LinkCollection.Enumerate"/>
public readonly ref struct LinkValue
{
    private readonly NetlinkMessage _message;
    private readonly ifinfomsg _header;

    private LinkValue(in NetlinkMessage message)
    {
        _message = message;
        _header = message.ReadStruct<ifinfomsg>();
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            switch (attribute.Type)
            {
                case Linux.IFLA_IFNAME:
                    NameBytes = WithoutEnd(attribute.Payload);
                    break;
                case Linux.IFLA_ADDRESS:
                    AddressBytes = attribute.Payload;
                    break;
                case Linux.IFLA_OPERSTATE:
                    OperationalState = (LinkOperationalState)attribute.ReadByte();
                    break;
                case Linux.IFLA_MTU:
                    Mtu = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_MASTER:
                    MasterIndex = attribute.ReadInt32();
                    break;
                case Linux.IFLA_LINK:
                    LinkIndex = attribute.ReadInt32() is not 0 and int index ? index : null;
                    break;
                case Linux.IFLA_GROUP:
                    Group = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_LINKINFO:
                    KindBytes = ReadKind(attribute);
                    break;
                case Linux.IFLA_STATS64:
                    rtnl_link_stats64 statistics = attribute.ReadStruct<rtnl_link_stats64>();
                    (ReceivedBytes, ReceivedPackets) = (statistics.rx_bytes, statistics.rx_packets);
                    (SentBytes, SentPackets) = (statistics.tx_bytes, statistics.tx_packets);
                    break;
            }
        }
    }

    /// <summary>Gets the index.</summary>
    public int Index => _header.ifi_index;

    /// <summary>Gets the flags.</summary>
    public LinkFlags Flags => unchecked((LinkFlags)_header.ifi_flags);

    /// <summary>Gets the name in UTF-8.</summary>
    public ReadOnlySpan<byte> NameBytes { get; }

    /// <summary>Gets the kernel's name of the kind in UTF-8, such as <c>vlan</c>; empty if the link has none.</summary>
    public ReadOnlySpan<byte> KindBytes { get; }

    /// <summary>Gets the link-layer address; empty if the link has none.</summary>
    public ReadOnlySpan<byte> AddressBytes { get; }

    /// <summary>Gets the operational state.</summary>
    public LinkOperationalState OperationalState { get; }

    /// <summary>Gets the MTU in bytes.</summary>
    public long Mtu { get; }

    /// <summary>Gets the index of the master, such as a bridge; <see langword="null"/> if there is none.</summary>
    public int? MasterIndex { get; }

    /// <summary>Gets the index of the link that this one is stacked on, or of its peer; <see langword="null"/> if there is none.</summary>
    public int? LinkIndex { get; }

    /// <summary>Gets the number of the group of links.</summary>
    public long Group { get; }

    /// <summary>Gets the number of bytes that were received.</summary>
    public ulong ReceivedBytes { get; }

    /// <summary>Gets the number of packets that were received.</summary>
    public ulong ReceivedPackets { get; }

    /// <summary>Gets the number of bytes that were sent.</summary>
    public ulong SentBytes { get; }

    /// <summary>Gets the number of packets that were sent.</summary>
    public ulong SentPackets { get; }

    /// <summary>Creates a string with the name.</summary>
    /// <returns>The name.</returns>
    public string GetName() => Encoding.UTF8.GetString(NameBytes);

    /// <summary>Creates an object with everything that the kernel reports of the link.</summary>
    /// <returns>The object.</returns>
    /// <exception cref="InvalidDataException">The kernel's message cannot be read.</exception>
    public LinkInfo ToLinkInfo() => LinkInfo.Read(_message);

    internal static bool TryRead(in NetlinkMessage message, out LinkValue link)
    {
        bool isLink = message.Type == Linux.RTM_NEWLINK;
        link = isLink ? new LinkValue(message) : default;
        return isLink;
    }

    private static ReadOnlySpan<byte> ReadKind(NetlinkAttribute linkInfo)
    {
        foreach (NetlinkAttribute attribute in linkInfo.Nested)
        {
            if (attribute.Type == Linux.IFLA_INFO_KIND)
            {
                return WithoutEnd(attribute.Payload);
            }
        }

        return [];
    }

    private static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> text) => text.IndexOf((byte)0) is >= 0 and var end ? text[..end] : text;
}
