using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A neighbour in an answer of the kernel, which needs no memory of its own. It is valid until the enumeration goes on.</summary>
/// <remarks><see cref="ToNeighbour"/> returns everything that the kernel reports of the neighbour, as an object.</remarks>
/// <seealso cref="NeighbourCollection.Enumerate(NeighbourFilter)"/>
public readonly ref struct NeighbourValue
{
    private readonly NetlinkMessage _message;
    private readonly ndmsg _header;

    private NeighbourValue(in NetlinkMessage message, ndmsg header)
    {
        _message = message;
        _header = header;
        Address = IPAddressValue.Any(Family);
        uint extended = 0;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ndmsg>())
        {
            switch (attribute.Type)
            {
                case NeighbourSchema.NDA_DST:
                    Address = IPAddressValue.Read(attribute.Payload, Family);
                    break;
                case NeighbourSchema.NDA_LLADDR:
                    LinkLayerBytes = attribute.Payload;
                    break;
                case NeighbourSchema.NDA_FLAGS_EXT:
                    extended = attribute.ReadUInt32();
                    break;
                case NeighbourSchema.NDA_PROTOCOL:
                    Protocol = attribute.ReadByte() is > 0 and var protocol ? (RouteProtocol)protocol : null;
                    break;
            }
        }

        Flags = unchecked((NeighbourFlags)(header.ndm_flags | (int)(extended << NeighbourSchema.ExtendedShift)));
    }

    /// <summary>Gets the address family: IPv4 or IPv6.</summary>
    public AddressFamily Family => _header.ndm_family == Linux.AF_INET ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>Gets the IP address.</summary>
    public IPAddressValue Address { get; }

    /// <summary>Gets the index of the link; <see langword="null"/> for a proxy entry of all links.</summary>
    public int? LinkIndex => _header.ndm_ifindex > 0 ? _header.ndm_ifindex : null;

    /// <summary>Gets the link-layer address; empty if it is not known.</summary>
    public ReadOnlySpan<byte> LinkLayerBytes { get; }

    /// <summary>Gets the state.</summary>
    public NeighbourState State => (NeighbourState)_header.ndm_state;

    /// <summary>Gets the flags.</summary>
    public NeighbourFlags Flags { get; }

    /// <summary>Gets which program created the entry; <see langword="null"/> if it is not known.</summary>
    public RouteProtocol? Protocol { get; }

    /// <summary>Creates an object with everything that the kernel reports of the neighbour. The name of the link is not looked up.</summary>
    /// <returns>The neighbour.</returns>
    /// <exception cref="InvalidDataException">The kernel's message cannot be read.</exception>
    public Neighbour ToNeighbour() => NeighbourMessages.Read(_message, LinkNames.Empty) ?? throw new InvalidOperationException("The value is not a neighbour of an enumeration.");

    /// <summary>Reads a neighbour; false for an entry of a forwarding database.</summary>
    internal static bool TryRead(in NetlinkMessage message, out NeighbourValue neighbour)
    {
        ndmsg header = message.ReadStruct<ndmsg>();
        bool isNeighbour = message.Type == Linux.RTM_NEWNEIGH && header.ndm_family is (byte)Linux.AF_INET or (byte)Linux.AF_INET6;
        neighbour = isNeighbour ? new NeighbourValue(message, header) : default;
        return isNeighbour;
    }
}
