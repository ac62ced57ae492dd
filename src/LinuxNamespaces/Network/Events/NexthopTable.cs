using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The nexthop objects of a namespace.</summary>
internal sealed class NexthopTable(LinkNames names) : KeyedTable<long, Nexthop>
{
    internal override EventTable CreateEmpty() => new NexthopTable(names) { NamespaceId = NamespaceId };

    internal override void Load(RtnetlinkConnection connection)
    {
        NetlinkMessageWriter request = NexthopMessages.WriteList(stackalloc byte[NexthopMessages.BufferSize], NexthopFilter.None);
        foreach (Nexthop nexthop in connection.Dump(request, new NetlinkOperation("list nexthops"), (in message) => NexthopMessages.Parse(message, names)))
        {
            Put(nexthop);
        }
    }

    private protected override long KeyOf(Nexthop item) => item.Id ?? 0;

    private protected override Nexthop? Read(in NetlinkMessage message, out bool isRemoval)
    {
        isRemoval = message.Type == Linux.RTM_DELNEXTHOP;
        return NexthopMessages.Read(message, names);
    }

    private protected override bool AreSame(Nexthop previous, Nexthop item) => previous.Equals(item) && previous.Flags == item.Flags;

    private protected override NetworkEvent CreateEvent(NetworkChange change, Nexthop item, Nexthop? previous) =>
        new NexthopEvent(item) { Change = change, Previous = previous, NamespaceId = NamespaceId };
}
