using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Benchmarks;

/// <summary>A route as a value, with the fields that <c>struct route</c> of <c>benchmarks/compare/subjects/c</c> has.</summary>
internal struct RouteValue
{
    internal uint Destination;
    internal uint Gateway;
    internal uint Source;
    internal uint Table;
    internal uint Metric;
    internal int Link;
    internal byte Length;
    internal byte Protocol;
    internal byte Scope;
    internal byte Type;

    internal static RouteValue Read(in NetlinkMessage message)
    {
        rtmsg header = message.ReadStruct<rtmsg>();
        RouteValue route = new() { Length = header.rtm_dst_len, Table = header.rtm_table, Protocol = header.rtm_protocol, Scope = header.rtm_scope, Type = header.rtm_type };
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtmsg>())
        {
            switch (attribute.Type)
            {
                case Linux.RTA_DST:
                    route.Destination = attribute.ReadUInt32BigEndian();
                    break;
                case Linux.RTA_OIF:
                    route.Link = attribute.ReadInt32();
                    break;
                case Linux.RTA_GATEWAY:
                    route.Gateway = attribute.ReadUInt32BigEndian();
                    break;
                case Linux.RTA_PRIORITY:
                    route.Metric = attribute.ReadUInt32();
                    break;
                case Linux.RTA_PREFSRC:
                    route.Source = attribute.ReadUInt32BigEndian();
                    break;
                case Linux.RTA_TABLE:
                    route.Table = attribute.ReadUInt32();
                    break;
            }
        }

        return route;
    }

    /// <summary>Takes the routes of a dump.</summary>
    internal struct Sum : INetlinkMessageHandler
    {
        internal int Count { get; private set; }

        internal ulong Total { get; private set; }

        public void Restart() => this = default;

        public void OnMessage(in NetlinkMessage message)
        {
            RouteValue route = Read(message);
            Count++;
            Total += route.Destination + (uint)route.Link;
        }
    }
}
