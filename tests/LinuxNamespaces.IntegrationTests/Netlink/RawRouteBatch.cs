using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.IntegrationTests.Netlink;

/// <summary>Many routes over the loopback link, by the public wire.</summary>
internal static class RawRouteBatch
{
    internal static void Add(NetlinkBatch batch, int number, bool delete = false)
    {
        NetlinkMessageWriter request = delete
            ? new(stackalloc byte[64], Linux.RTM_DELROUTE)
            : new(stackalloc byte[64], Linux.RTM_NEWROUTE, NetlinkMessageFlags.Create | NetlinkMessageFlags.Exclusive);
        ref rtmsg header = ref request.WriteStruct<rtmsg>();
        header.rtm_family = Linux.AF_INET;
        header.rtm_dst_len = 32;
        header.rtm_table = Linux.RT_TABLE_MAIN;
        header.rtm_protocol = 3;
        header.rtm_scope = 253;
        header.rtm_type = 1;
        request.WriteUInt32BigEndian(Linux.RTA_DST, 0x0a000000 + (uint)number);
        request.WriteInt32(Linux.RTA_OIF, 1);
        batch.Add(request, new NetlinkOperation(delete ? "delete route" : "add route", number));
    }

    internal static NetlinkBatch Create(int count, bool delete = false)
    {
        NetlinkBatch batch = new();
        for (int i = 1; i <= count; i++)
        {
            Add(batch, i, delete);
        }

        return batch;
    }
}
