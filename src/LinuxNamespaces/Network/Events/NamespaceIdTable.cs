using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The IDs of other namespaces in a namespace.</summary>
internal sealed class NamespaceIdTable : KeyedTable<int, NamespaceIds.NamespaceId>
{
    internal override EventTable CreateEmpty() => new NamespaceIdTable { NamespaceId = NamespaceId };

    internal override void Load(RtnetlinkConnection connection)
    {
        foreach (NamespaceIds.NamespaceId id in NamespaceIds.List(connection))
        {
            Put(id);
        }
    }

    private protected override int KeyOf(NamespaceIds.NamespaceId item) => item.Value;

    private protected override NamespaceIds.NamespaceId? Read(in NetlinkMessage message, out bool isRemoval)
    {
        isRemoval = message.Type == Linux.RTM_DELNSID;
        return NamespaceIds.Read(message);
    }

    private protected override bool AreSame(NamespaceIds.NamespaceId previous, NamespaceIds.NamespaceId item) => true;

    private protected override NetworkEvent CreateEvent(NetworkChange change, NamespaceIds.NamespaceId item, NamespaceIds.NamespaceId? previous) =>
        new NamespaceIdEvent(item.Value) { Change = change, NamespaceId = NamespaceId };
}
