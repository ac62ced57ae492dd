using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>An address of a link in an answer of the kernel, which needs no memory of its own. It is valid until the enumeration goes on.</summary>
/// <remarks><see cref="ToLinkAddress"/> returns everything that the kernel reports of the address, as an object.</remarks>
/// <seealso cref="AddressCollection.Enumerate(AddressFilter)"/>
public readonly ref struct AddressValue
{
    private readonly NetlinkMessage _message;
    private readonly ifaddrmsg _header;

    private AddressValue(in NetlinkMessage message, ifaddrmsg header)
    {
        _message = message;
        _header = header;
        Flags = (AddressFlags)header.ifa_flags;
        IPAddressValue? local = null;
        IPAddressValue? address = null;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifaddrmsg>())
        {
            switch (attribute.Type)
            {
                case Linux.IFA_LOCAL:
                    local = IPAddressValue.Read(attribute.Payload, Family);
                    break;
                case Linux.IFA_ADDRESS:
                    address = IPAddressValue.Read(attribute.Payload, Family);
                    break;
                case Linux.IFA_BROADCAST:
                    Broadcast = IPAddressValue.Read(attribute.Payload, Family);
                    break;
                case Linux.IFA_FLAGS:
                    Flags = unchecked((AddressFlags)attribute.ReadUInt32());
                    break;
                case Linux.IFA_LABEL:
                    LabelBytes = attribute.Payload.IndexOf((byte)0) is >= 0 and var end ? attribute.Payload[..end] : attribute.Payload;
                    break;
                case Linux.IFA_PROTO:
                    Protocol = (AddressProtocol)attribute.ReadByte();
                    break;
            }
        }

        Address = local ?? address ?? IPAddressValue.Any(Family);
        Peer = local is not null && address != local ? address : null;
    }

    /// <summary>Gets the address family: IPv4 or IPv6.</summary>
    public AddressFamily Family => _header.ifa_family == Linux.AF_INET ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>Gets the index of the link.</summary>
    public int LinkIndex => (int)_header.ifa_index;

    /// <summary>Gets the address.</summary>
    public IPAddressValue Address { get; }

    /// <summary>Gets the length of the prefix.</summary>
    public int PrefixLength => _header.ifa_prefixlen;

    /// <summary>Gets the address of the other end of a point-to-point link; <see langword="null"/> for none.</summary>
    public IPAddressValue? Peer { get; }

    /// <summary>Gets the broadcast address; <see langword="null"/> for none.</summary>
    public IPAddressValue? Broadcast { get; }

    /// <summary>Gets the scope.</summary>
    public AddressScope Scope => (AddressScope)_header.ifa_scope;

    /// <summary>Gets the flags.</summary>
    public AddressFlags Flags { get; }

    /// <summary>Gets the label in UTF-8; empty if there is none.</summary>
    public ReadOnlySpan<byte> LabelBytes { get; }

    /// <summary>Gets what created the address; <see langword="null"/> if the kernel does not report it.</summary>
    public AddressProtocol? Protocol { get; }

    /// <summary>Creates an object with everything that the kernel reports of the address.</summary>
    /// <returns>The address with its link.</returns>
    /// <exception cref="InvalidDataException">The kernel's message cannot be read.</exception>
    public LinkAddress ToLinkAddress() => AddressMessages.Read(_message) ?? throw new InvalidOperationException("The value is not an address of an enumeration.");

    /// <summary>Reads an address; false for what is neither IPv4 nor IPv6.</summary>
    internal static bool TryRead(in NetlinkMessage message, out AddressValue address)
    {
        ifaddrmsg header = message.ReadStruct<ifaddrmsg>();
        bool isAddress = message.Type == Linux.RTM_NEWADDR && header.ifa_family is (byte)Linux.AF_INET or (byte)Linux.AF_INET6;
        address = isAddress ? new AddressValue(message, header) : default;
        return isAddress;
    }
}
