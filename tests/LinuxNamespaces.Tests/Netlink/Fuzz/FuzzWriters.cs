using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Tests.Network;
using static LinuxNamespaces.Network.ConntrackSchema;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Messages that the library writes. The kernel reports an object with the type and the attributes of the request that added it.</summary>
internal static class FuzzWriters
{
    internal static IEnumerable<byte[]> Messages()
    {
        byte[] buffer = new byte[4096];
        Route tunnelled = new(IPNetwork.Parse("fd00:1::/32"))
        {
            LinkIndex = 1,
            Encapsulation = new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, IPAddress.Parse("fc00::1"), IPAddress.Parse("fc00::2")),
        };
        ForwardingEntry entry = new(PhysicalAddress.Parse("02-00-00-00-00-01")) { VlanId = 7 };
        return
        [
            RouteRequests.Add(buffer, tunnelled, 0).Finish().ToArray(),
            RouteRequests.Add(buffer, AllocationTests.Multipath, 0).Finish().ToArray(),
            RoutingRuleMessages.WriteAdd(buffer, AllocationTests.Rule).Finish().ToArray(),
            NeighbourMessages.WriteAdd(buffer, AllocationTests.Neighbour, 0).Finish().ToArray(),
            NexthopMessages.WriteAdd(buffer, AllocationTests.Group, 0).Finish().ToArray(),
            ForwardingMessages.WriteChange(buffer, Linux.RTM_NEWNEIGH, 0, 1, NeighbourSchema.NTF_MASTER, entry).Finish().ToArray(),
            AddressMessages.WriteAdd(buffer, 1, InterfaceAddress.Parse("fd00::1/64"), 0).Finish().ToArray(),
            LinkRequests.Create(buffer, "veth0", new VethOptions("veth1"), dataNamespace: 7).Finish().ToArray(),
            Connection(buffer),
        ];
    }

    private static byte[] Connection(byte[] buffer)
    {
        NetlinkMessageWriter writer = new(buffer, Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_NEW));
        writer.WriteStruct<nfgenmsg>().nfgen_family = Linux.AF_INET;
        foreach (ushort direction in new[] { CTA_TUPLE_ORIG, CTA_TUPLE_REPLY })
        {
            NestedAttribute tuple = writer.BeginNested(direction);
            NestedAttribute addresses = writer.BeginNested(CTA_TUPLE_IP);
            writer.WriteAddress(CTA_IP_V4_SRC, IPAddress.Loopback);
            writer.WriteAddress(CTA_IP_V4_DST, IPAddress.Loopback);
            writer.EndNested(addresses);
            NestedAttribute protocol = writer.BeginNested(CTA_TUPLE_PROTO);
            writer.WriteByte(CTA_PROTO_NUM, 6);
            writer.WriteUInt16BigEndian(CTA_PROTO_SRC_PORT, 80);
            writer.WriteUInt16BigEndian(CTA_PROTO_DST_PORT, 81);
            writer.EndNested(protocol);
            writer.EndNested(tuple);
        }

        foreach (ushort direction in new[] { CTA_COUNTERS_ORIG, CTA_COUNTERS_REPLY })
        {
            NestedAttribute counters = writer.BeginNested(direction);
            writer.WriteUInt64BigEndian(CTA_COUNTERS_PACKETS, 1);
            writer.WriteUInt64BigEndian(CTA_COUNTERS_BYTES, 64);
            writer.EndNested(counters);
        }

        writer.WriteUInt32BigEndian(CTA_STATUS, 14);
        writer.WriteUInt32BigEndian(CTA_TIMEOUT, 120);
        return writer.Finish().ToArray();
    }
}
