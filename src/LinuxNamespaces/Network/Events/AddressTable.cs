using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The addresses of the links of a namespace.</summary>
internal sealed class AddressTable : KeyedTable<AddressTable.Key, LinkAddress>
{
    internal override EventTable CreateEmpty() => new AddressTable { NamespaceId = NamespaceId };

    internal override void Load(RtnetlinkConnection connection)
    {
        NetlinkMessageWriter request = AddressMessages.WriteList(stackalloc byte[AddressMessages.BufferSize], 0);
        foreach (LinkAddress address in connection.Dump(request, new NetlinkOperation("list addresses"), AddressMessages.Parse))
        {
            Put(address);
        }
    }

    // IPv4 can have an address several times on a link, with other prefixes or peers.
    private protected override Key KeyOf(LinkAddress item) => item.Address.Address.AddressFamily == AddressFamily.InterNetwork
        ? new Key(item.LinkIndex, item.Address.Address, item.Address.PrefixLength, item.Address.Peer)
        : new Key(item.LinkIndex, item.Address.Address, null, null);

    private protected override LinkAddress? Read(in NetlinkMessage message, out bool isRemoval)
    {
        isRemoval = message.Type == Linux.RTM_DELADDR;
        return AddressMessages.Read(message);
    }

    private protected override bool AreSame(LinkAddress previous, LinkAddress item) =>
        WithoutTimes(previous.Address).Equals(WithoutTimes(item.Address))
        && previous.Address.ValidLifetime is null == item.Address.ValidLifetime is null
        && previous.Address.PreferredLifetime is null == item.Address.PreferredLifetime is null;

    private protected override NetworkEvent CreateEvent(NetworkChange change, LinkAddress item, LinkAddress? previous) =>
        new AddressEvent(item) { Change = change, Previous = previous, NamespaceId = NamespaceId };

    /// <summary>The time that is left is always another one.</summary>
    private static InterfaceAddress WithoutTimes(InterfaceAddress address) =>
        address is { ValidLifetime: null, PreferredLifetime: null } ? address : address with { ValidLifetime = null, PreferredLifetime = null };

    internal readonly record struct Key(int LinkIndex, IPAddress Address, int? PrefixLength, IPAddress? Peer);
}
