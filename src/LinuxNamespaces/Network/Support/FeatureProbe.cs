using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes requests that the kernel rejects after it has looked for a feature.</summary>
internal static class FeatureProbe
{
    private const string UnknownDiscipline = "Specified qdisc kind is unknown";

    // rtnl_create_link accepts 1 to 4096, and looks after the kind was found.
    private const uint ImpossibleQueues = uint.MaxValue;

    // linux/rtnetlink.h, linux/pkt_sched.h
    private const ushort NewQueueingDiscipline = 36;
    private const ushort KindAttribute = 1;
    private const ushort RateAttribute = 5;
    private const uint Root = 0xffffffff;
    private const uint Ingress = 0xfffffff1;

    // linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h: NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN
    private const int NetfilterProtocol = 12;
    private const ushort GetGeneration = (10 << 8) | 16;

    internal static IReadOnlyList<(string Name, string Feature)> QueueingDisciplines { get; } =
    [
        ("cake", "the queueing discipline cake (CONFIG_NET_SCH_CAKE)"),
        ("clsact", "the queueing discipline clsact (CONFIG_NET_SCH_INGRESS)"),
        ("fq", "the queueing discipline fq (CONFIG_NET_SCH_FQ)"),
        ("fq_codel", "the queueing discipline fq_codel (CONFIG_NET_SCH_FQ_CODEL)"),
        ("htb", "the queueing discipline htb (CONFIG_NET_SCH_HTB)"),
        ("ingress", "the queueing discipline ingress (CONFIG_NET_SCH_INGRESS)"),
        ("netem", "the queueing discipline netem (CONFIG_NET_SCH_NETEM)"),
        ("pfifo", "the queueing discipline pfifo (CONFIG_NET_SCHED)"),
        ("prio", "the queueing discipline prio (CONFIG_NET_SCH_PRIO)"),
        ("sfq", "the queueing discipline sfq (CONFIG_NET_SCH_SFQ)"),
        ("tbf", "the queueing discipline tbf (CONFIG_NET_SCH_TBF)"),
    ];

    internal static bool HasLinkKind(NetNamespace place, string kind)
    {
        NetlinkMessageWriter request = new(stackalloc byte[128], Linux.RTM_NEWLINK, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_NUM_TX_QUEUES, ImpossibleQueues);
        NestedAttribute linkInfo = request.BeginNested(Linux.IFLA_LINKINFO);
        request.WriteString(Linux.IFLA_INFO_KIND, kind);
        request.EndNested(linkInfo);
        return Failure(place.Rtnetlink, request)?.KernelMessage != RtnetlinkConnection.UnknownKind;
    }

    internal static bool HasQueueingDiscipline(NetNamespace place, string kind)
    {
        NetlinkMessageWriter request = new(stackalloc byte[128], NewQueueingDiscipline, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL);
        ref DisciplineHeader header = ref request.WriteStruct<DisciplineHeader>();
        header.LinkIndex = place.Loopback.Index;
        header.Parent = kind is "ingress" or "clsact" ? Ingress : Root;
        request.WriteString(KindAttribute, kind);
        // An estimator without its parameters.
        request.WriteBytes(RateAttribute, []);
        NetlinkException? failure = Failure(place.Rtnetlink, request);
        return failure is null || !(failure.Errno == Errno.ENOENT || failure.KernelMessage == UnknownDiscipline || (failure.Errno == Errno.EOPNOTSUPP && failure.KernelMessage is null && kind == "pfifo"));
    }

    internal static bool HasNftables(NetNamespace place)
    {
        try
        {
            using NetlinkConnection connection = place.OpenNetlink(NetfilterProtocol);
            NetlinkMessageWriter request = new(stackalloc byte[64], GetGeneration);
            // struct nfgenmsg: no family, version 0, no resource
            request.WriteStruct<int>();
            return Failure(connection, request) is null;
        }
        catch (LinuxException e) when (e.Errno == Errno.EPROTONOSUPPORT)
        {
            return false;
        }
    }

    /// <summary>Whether an action does not find that the kernel lacks something. Other failures come after that.</summary>
    internal static bool Succeeds(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
        catch (NetlinkException)
        {
            return true;
        }
    }

    internal static bool Succeeds<T>(Func<T> action) => Succeeds(() => { action(); });

    private static NetlinkException? Failure(NetlinkConnection connection, scoped in NetlinkMessageWriter request)
    {
        try
        {
            connection.Execute(request, new NetlinkOperation("probe the kernel"));
            return null;
        }
        catch (NetlinkException e)
        {
            return e;
        }
    }

    /// <summary>struct tcmsg of linux/rtnetlink.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DisciplineHeader
    {
        internal int Family;
        internal int LinkIndex;
        internal uint Handle;
        internal uint Parent;
        internal uint Info;
    }
}
