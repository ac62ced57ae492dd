using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The links of a namespace.</summary>
internal sealed class LinkTable(LinkNames names) : KeyedTable<int, LinkInfo>
{
    internal override EventTable CreateEmpty() => new LinkTable(names) { NamespaceId = NamespaceId };

    internal override void Load(RtnetlinkConnection connection)
    {
        NetlinkMessageWriter request = LinkRequests.List(stackalloc byte[LinkRequests.BufferSize], null);
        foreach (LinkInfo link in connection.Dump(request, new NetlinkOperation("list links"), LinkMessages.Parse))
        {
            names.Set(link.Index, link.Name);
            Put(link);
        }
    }

    private protected override int KeyOf(LinkInfo item) => item.Index;

    private protected override LinkInfo? Read(in NetlinkMessage message, out bool isRemoval)
    {
        isRemoval = message.Type == Linux.RTM_DELLINK;
        LinkInfo link = LinkInfo.Read(message);
        if (isRemoval)
        {
            names.Remove(link.Index);
        }
        else
        {
            names.Set(link.Index, link.Name);
        }

        return link;
    }

    private protected override bool AreSame(LinkInfo previous, LinkInfo item) => previous.IsSameAs(item);

    private protected override bool IsAnother(LinkInfo previous, LinkInfo item) => !previous.IsProbably(item);

    private protected override NetworkEvent CreateEvent(NetworkChange change, LinkInfo item, LinkInfo? previous) =>
        new LinkEvent(item) { Change = change, Previous = previous, NamespaceId = NamespaceId };

    private protected override NetworkEvent Removal(in NetlinkMessage message, LinkInfo item, LinkInfo? previous)
    {
        (int? newNamespace, int? newIndex) = (null, null);
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            newNamespace = attribute.Type == Linux.IFLA_NEW_NETNSID ? attribute.ReadInt32() : newNamespace;
            newIndex = attribute.Type == Linux.IFLA_NEW_IFINDEX ? attribute.ReadInt32() : newIndex;
        }

        return new LinkEvent(item) { Change = NetworkChange.Removed, Previous = previous, NewNamespaceId = newNamespace, NewIndex = newIndex, NamespaceId = NamespaceId };
    }
}
