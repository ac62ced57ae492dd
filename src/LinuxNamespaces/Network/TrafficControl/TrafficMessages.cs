using System.Buffers.Binary;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.TrafficSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes and reads the messages of traffic control.</summary>
internal static class TrafficMessages
{
    /// <summary>The size of the buffer for requests without an object.</summary>
    internal const int SmallBufferSize = 64;

    /// <summary>The size of the buffer for requests with an object: two distribution tables of netem are the longest.</summary>
    internal const int BufferSize = 32768 + 1024;

    private const int PriorityShift = 16;
    private const uint MaxChain = 0x0FFFFFFF;

    internal static NetlinkMessageWriter Write(Span<byte> buffer, ushort type, int flags, int link, Qdisc qdisc)
    {
        NetlinkMessageWriter request = Start(buffer, type, flags, link, qdisc.Handle?.Value ?? 0, qdisc.Parent.Value);
        WriteKind(ref request, qdisc);
        return request;
    }

    internal static NetlinkMessageWriter Write(Span<byte> buffer, ushort type, int flags, int link, TrafficClass item)
    {
        NetlinkMessageWriter request = Start(buffer, type, flags, link, item.Handle?.Value ?? 0, item.Parent.Value);
        WriteKind(ref request, item);
        return request;
    }

    internal static NetlinkMessageWriter Write(Span<byte> buffer, ushort type, int flags, int link, TrafficFilter filter)
    {
        NetlinkMessageWriter request = StartFilter(buffer, type, flags, link, filter);
        WriteKind(ref request, filter);
        WriteChain(ref request, filter.Chain);
        return request;
    }

    /// <summary>Deletes a filter, whose options do not matter.</summary>
    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, int link, TrafficFilter filter)
    {
        NetlinkMessageWriter request = StartFilter(buffer, Linux.RTM_DELTFILTER, 0, link, filter);
        request.WriteString(TCA_KIND, filter.TrafficKind.Name);
        WriteChain(ref request, filter.Chain);
        return request;
    }

    internal static NetlinkMessageWriter Write(Span<byte> buffer, ushort type, int link, TrafficHandle? handle, TrafficHandle? parent) =>
        Start(buffer, type, 0, link, handle?.Value ?? 0, parent?.Value ?? 0);

    internal static Qdisc? ParseQdisc(in NetlinkMessage message, int link)
    {
        tcmsg header = message.ReadStruct<tcmsg>();
        if (message.Type != Linux.RTM_NEWQDISC || header.tcm_ifindex != link)
        {
            return null;
        }

        Parts parts = Parts.Read(message);
        return parts.Kind is not { Length: > 0 } kind ? null
            : (TrafficKinds.Qdiscs.Read(kind, parts.Options) ?? new RawQdisc(kind, parts.Options.Payload)) with
            {
                Handle = TrafficHandle.FromKernel(header.tcm_handle),
                Parent = new TrafficHandle(header.tcm_parent),
                Reported = new((parts.Statistics, parts.KindStatistics)),
            };
    }

    internal static TrafficClass? ParseClass(in NetlinkMessage message, int link)
    {
        tcmsg header = message.ReadStruct<tcmsg>();
        if (message.Type != Linux.RTM_NEWTCLASS || header.tcm_ifindex != link)
        {
            return null;
        }

        Parts parts = Parts.Read(message);
        return parts.Kind is not { Length: > 0 } kind ? null
            : (TrafficKinds.Classes.Read(kind, parts.Options) ?? new RawTrafficClass(kind, parts.Options.Payload)) with
            {
                Handle = TrafficHandle.FromKernel(header.tcm_handle),
                Parent = new TrafficHandle(header.tcm_parent),
                Leaf = new(TrafficHandle.FromKernel(header.tcm_info)),
                Reported = new((parts.Statistics, parts.KindStatistics)),
            };
    }

    internal static TrafficFilter? ParseFilter(in NetlinkMessage message, int link)
    {
        tcmsg header = message.ReadStruct<tcmsg>();
        if (message.Type != Linux.RTM_NEWTFILTER || header.tcm_ifindex != link)
        {
            return null;
        }

        Parts parts = Parts.Read(message);
        int priority = (int)(header.tcm_info >> PriorityShift);
        return parts.Kind is not { Length: > 0 } kind || parts.Chain > MaxChain ? null
            : (TrafficKinds.Filters.Read(kind, parts.Options) ?? new RawTrafficFilter(kind, parts.Options.Payload)) with
            {
                Handle = header.tcm_handle == 0 ? null : header.tcm_handle,
                Parent = new TrafficHandle(header.tcm_parent),
                Protocol = (EtherType)ToHost(unchecked((ushort)header.tcm_info)),
                Priority = priority == 0 ? null : priority,
                Chain = (int)parts.Chain,
                Reported = new((parts.Statistics, parts.KindStatistics)),
            };
    }

    private static NetlinkMessageWriter Start(Span<byte> buffer, ushort type, int flags, int link, uint handle, uint parent, uint information = 0)
    {
        NetlinkMessageWriter request = new(buffer, type, flags);
        ref tcmsg header = ref request.WriteStruct<tcmsg>();
        header.tcm_ifindex = link;
        header.tcm_handle = handle;
        header.tcm_parent = parent;
        header.tcm_info = information;
        return request;
    }

    private static NetlinkMessageWriter StartFilter(Span<byte> buffer, ushort type, int flags, int link, TrafficFilter filter)
    {
        // The kernel takes no parent for the qdisc at the root.
        uint parent = filter.Parent == TrafficHandle.Root ? 0 : filter.Parent.Value;
        uint information = ((uint)(filter.Priority ?? 0) << PriorityShift) | ToHost(unchecked((ushort)filter.Protocol));
        return Start(buffer, type, flags, link, filter.Handle ?? 0, parent, information);
    }

    private static void WriteKind(ref NetlinkMessageWriter request, TrafficObject item)
    {
        request.WriteString(TCA_KIND, item.TrafficKind.Name);
        item.WriteOptions(ref request, TCA_OPTIONS);
    }

    private static void WriteChain(ref NetlinkMessageWriter request, int chain)
    {
        if (chain != 0)
        {
            request.WriteUInt32(TCA_CHAIN, (uint)chain);
        }
    }

    private static ushort ToHost(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    /// <summary>What a message has behind its header.</summary>
    private ref struct Parts
    {
        internal string? Kind { get; private set; }

        internal NetlinkAttribute Options { get; private set; }

        internal TrafficStatistics? Statistics { get; private set; }

        internal byte[]? KindStatistics { get; private set; }

        internal uint Chain { get; private set; }

        internal static Parts Read(in NetlinkMessage message)
        {
            Parts parts = default;
            foreach (NetlinkAttribute attribute in message.AttributesAfter<tcmsg>())
            {
                switch (attribute.Type)
                {
                    case TCA_KIND:
                        parts.Kind = attribute.ReadString();
                        break;
                    case TCA_OPTIONS:
                        parts.Options = attribute;
                        break;
                    case TCA_STATS2:
                        parts.Statistics = TrafficStatistics.Read(attribute);
                        parts.KindStatistics = OfKind(attribute);
                        break;
                    case TCA_CHAIN:
                        parts.Chain = attribute.ReadUInt32();
                        break;
                }
            }

            return parts;
        }

        private static byte[]? OfKind(NetlinkAttribute statistics)
        {
            foreach (NetlinkAttribute attribute in statistics.Nested)
            {
                if (attribute.Type == TCA_STATS_APP)
                {
                    return attribute.Payload.ToArray();
                }
            }

            return null;
        }
    }
}
