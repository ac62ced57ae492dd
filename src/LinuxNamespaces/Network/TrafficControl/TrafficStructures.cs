using System.Runtime.InteropServices;

namespace LinuxNamespaces.Network;

[StructLayout(LayoutKind.Sequential)]
internal struct tc_ratespec
{
    internal byte cell_log;
    internal byte linklayer;
    internal ushort overhead;
    internal short cell_align;
    internal ushort mpu;
    internal uint rate;
}

[StructLayout(LayoutKind.Sequential)]
internal struct nla_bitfield32
{
    internal uint value;
    internal uint selector;
}

[StructLayout(LayoutKind.Sequential)]
internal struct gnet_stats_basic
{
    internal ulong bytes;
    internal uint packets;
}

[StructLayout(LayoutKind.Sequential)]
internal struct gnet_stats_rate_est
{
    internal uint bps;
    internal uint pps;
}

[StructLayout(LayoutKind.Sequential)]
internal struct gnet_stats_rate_est64
{
    internal ulong bps;
    internal ulong pps;
}

[StructLayout(LayoutKind.Sequential)]
internal struct gnet_stats_queue
{
    internal uint qlen;
    internal uint backlog;
    internal uint drops;
    internal uint requeues;
    internal uint overlimits;
}
