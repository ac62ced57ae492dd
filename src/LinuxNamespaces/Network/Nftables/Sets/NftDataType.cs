using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The type of the keys of a set, or of the values of a map.</summary>
/// <remarks>The kernel knows only the length. The number tells nft(8) how to show the values. See nft(8), "DATA TYPES".</remarks>
public sealed record NftDataType
{
    private const int PartBits = 6;
    private const uint PartMask = (1 << PartBits) - 1;

    private static readonly NftDataType[] s_known =
    [
        new("ipv4_addr", 7, 4), new("ipv6_addr", 8, 16), new("ether_addr", 9, 6), new("ether_type", 10, 2), new("inet_proto", 12, 1), new("inet_service", 13, 2),
        new("icmp_type", 14, 1), new("tcp_flag", 15, 1), new("mark", 19, 4, true), new("iface_index", 20, 4, true), new("ct_state", 26, 4, true), new("icmpv6_type", 29, 1),
        new("ifname", 41, 16, true), new("uid", 24, 4, true), new("gid", 25, 4, true), new("nf_proto", 2, 1), new("pkt_type", 31, 1, true), new("dscp", 36, 1),
    ];

    private NftDataType(string name, uint id, int length, bool hostOrder = false)
    {
        Name = name;
        Id = id;
        Length = length;
        IsHostOrder = hostOrder;
        PartLengths = new ValueList<int>([length]);
    }

    /// <summary>Gets the type of IPv4 addresses.</summary>
    public static NftDataType IPv4Address { get; } = s_known[0];

    /// <summary>Gets the type of IPv6 addresses.</summary>
    public static NftDataType IPv6Address { get; } = s_known[1];

    /// <summary>Gets the type of Ethernet addresses.</summary>
    public static NftDataType EthernetAddress { get; } = s_known[2];

    /// <summary>Gets the type of Ethernet protocols.</summary>
    public static NftDataType EthernetProtocol { get; } = s_known[3];

    /// <summary>Gets the type of transport protocols.</summary>
    public static NftDataType TransportProtocol { get; } = s_known[4];

    /// <summary>Gets the type of ports.</summary>
    public static NftDataType Port { get; } = s_known[5];

    /// <summary>Gets the type of marks.</summary>
    public static NftDataType Mark { get; } = s_known[8];

    /// <summary>Gets the type of indexes of links.</summary>
    public static NftDataType InterfaceIndex { get; } = s_known[9];

    /// <summary>Gets the type of states of connections.</summary>
    public static NftDataType ConntrackState { get; } = s_known[10];

    /// <summary>Gets the type of names of links.</summary>
    public static NftDataType InterfaceName { get; } = s_known[12];

    /// <summary>Gets the type of the values of a verdict map.</summary>
    public static NftDataType Verdict { get; } = new("verdict", NftSchema.NFT_DATA_VERDICT, 0);

    /// <summary>Gets the name, such as "ipv4_addr".</summary>
    public string Name { get; private init; }

    /// <summary>Gets the number by which nft(8) knows the type.</summary>
    public uint Id { get; private init; }

    /// <summary>Gets the number of bytes.</summary>
    public int Length { get; private init; }

    /// <summary>Gets whether values are in the byte order of the host.</summary>
    public bool IsHostOrder { get; private init; }

    /// <summary>The lengths of the parts, each of which is padded to 4 bytes if there are several.</summary>
    internal ValueList<int> PartLengths { get; private init; }

    /// <summary>Creates the type of keys that consist of several values, such as an address and a port.</summary>
    /// <param name="parts">The types of the values, two to five.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArgumentException">There are not two to five parts, or the parts are longer than 64 bytes.</exception>
    public static NftDataType Concatenate(params NftDataType[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int length = parts.Sum(part => NetlinkAlignment.Align(part.Length));
        if (parts.Length is < 2 or > 5 || length > 64 || parts.Any(part => part.Length == 0 || part.Id > PartMask))
        {
            throw new ArgumentException("A concatenation has two to five simple types of at most 64 bytes.", nameof(parts));
        }

        return new NftDataType(string.Join(" . ", parts.Select(part => part.Name)), parts.Aggregate(0u, (id, part) => (id << PartBits) | part.Id), length)
        {
            PartLengths = new ValueList<int>(parts.Select(part => part.Length)),
        };
    }

    /// <summary>Returns the name, as in <c>ipv4_addr . inet_service</c>.</summary>
    public override string ToString() => Name;

    /// <summary>Finds the type of a set that the kernel reported.</summary>
    /// <param name="id">The number that nft(8) gave it.</param>
    /// <param name="fields">The lengths of the parts, if the kernel reported them.</param>
    internal static NftDataType FromKernel(uint id, int length, ValueList<int>? fields)
    {
        if (id == NftSchema.NFT_DATA_VERDICT)
        {
            return Verdict;
        }

        NftDataType? known = Array.Find(s_known, type => type.Id == id && type.Length == length);
        if (known is not null && fields is null)
        {
            return known;
        }

        List<NftDataType> parts = [];
        for (uint rest = id; rest != 0; rest >>= PartBits)
        {
            parts.Insert(0, Array.Find(s_known, type => type.Id == (rest & PartMask)) ?? new NftDataType("unknown", rest & PartMask, 0));
        }

        return parts.Count is >= 2 and <= 5 && parts.All(part => part.Length > 0) && parts.Sum(part => NetlinkAlignment.Align(part.Length)) == length
                && (fields is null || fields.SequenceEqual(parts.Select(part => part.Length)))
            ? Concatenate([.. parts])
            : new NftDataType($"type {id}", id, length) { PartLengths = fields ?? new ValueList<int>([length]) };
    }
}
