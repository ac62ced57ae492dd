using System.Net;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The neighbours of a namespace. The kernel does not notify about proxy entries.</summary>
internal sealed class NeighbourTable(LinkNames names) : KeyedTable<(int? LinkIndex, IPAddress Address), Neighbour>
{
    internal override EventTable CreateEmpty() => new NeighbourTable(names) { NamespaceId = NamespaceId };

    internal override void Load(RtnetlinkConnection connection)
    {
        Span<byte> buffer = stackalloc byte[NeighbourMessages.BufferSize];
        foreach (int family in (int[])[Linux.AF_INET, Linux.AF_INET6])
        {
            NetlinkMessageWriter request = NeighbourMessages.WriteList(buffer, family, NeighbourFilter.None);
            foreach (Neighbour neighbour in connection.Dump(request, new NetlinkOperation("list neighbours"), (in message) => NeighbourMessages.Parse(message, names)))
            {
                Put(neighbour);
            }
        }
    }

    private protected override (int? LinkIndex, IPAddress Address) KeyOf(Neighbour item) => (item.LinkIndex, item.Address);

    private protected override Neighbour? Read(in NetlinkMessage message, out bool isRemoval)
    {
        isRemoval = message.Type == Linux.RTM_DELNEIGH;
        return NeighbourMessages.Read(message, names) is { IsProxy: false } neighbour ? neighbour : null;
    }

    private protected override bool AreSame(Neighbour previous, Neighbour item) => previous.Equals(item);

    private protected override NetworkEvent CreateEvent(NetworkChange change, Neighbour item, Neighbour? previous) =>
        new NeighbourEvent(item) { Change = change, Previous = previous, NamespaceId = NamespaceId };
}
