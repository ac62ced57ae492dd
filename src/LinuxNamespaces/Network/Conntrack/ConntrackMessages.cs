using System.Net;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.ConntrackSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes and reads the messages about tracked connections.</summary>
internal static class ConntrackMessages
{
    internal const int BufferSize = 512;

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, byte family) =>
        Nfnetlink.Start(buffer, Nfnetlink.NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET, family);

    /// <summary>Asks how many connections there are.</summary>
    internal static NetlinkMessageWriter WriteCount(Span<byte> buffer) =>
        Nfnetlink.Start(buffer, Nfnetlink.NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET_STATS, Linux.AF_UNSPEC);

    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, ConntrackEntry entry)
    {
        NetlinkMessageWriter request = Nfnetlink.Start(buffer, Nfnetlink.NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE, entry.NetlinkFamily);
        NestedAttribute tuple = request.BeginNested(CTA_TUPLE_ORIG);
        request.WriteRaw(entry.RawOriginal);
        request.EndNested(tuple);
        // Without its number, another connection with the same addresses could be deleted.
        request.WriteUInt32BigEndian(CTA_ID, (uint)entry.Id);
        if (entry.Zone != 0)
        {
            request.WriteUInt16BigEndian(CTA_ZONE, (ushort)entry.Zone);
        }

        return request;
    }

    internal static ConntrackEntry? Parse(in NetlinkMessage message)
    {
        byte family = message.ReadStruct<nfgenmsg>().nfgen_family;
        if (message.Type != Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_NEW) || family is not ((byte)Linux.AF_INET or (byte)Linux.AF_INET6))
        {
            return null;
        }

        (ConntrackTuple? original, ConntrackTuple? reply, byte[] raw) = (null, null, []);
        (uint status, uint? timeout, uint mark, int zone, uint id) = (0, null, 0, 0, 0);
        (ulong Packets, ulong Bytes)? first = null;
        (ulong Packets, ulong Bytes)? second = null;
        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            switch (attribute.Type)
            {
                case CTA_TUPLE_ORIG:
                    (original, raw) = (ReadTuple(attribute), attribute.Payload.ToArray());
                    break;
                case CTA_TUPLE_REPLY:
                    reply = ReadTuple(attribute);
                    break;
                case CTA_STATUS:
                    status = attribute.ReadUInt32BigEndian();
                    break;
                case CTA_TIMEOUT:
                    timeout = attribute.ReadUInt32BigEndian();
                    break;
                case CTA_MARK:
                    mark = attribute.ReadUInt32BigEndian();
                    break;
                case CTA_COUNTERS_ORIG:
                    first = ReadCounters(attribute);
                    break;
                case CTA_COUNTERS_REPLY:
                    second = ReadCounters(attribute);
                    break;
                case CTA_ID:
                    id = attribute.ReadUInt32BigEndian();
                    break;
                case CTA_ZONE:
                    zone = attribute.ReadUInt16BigEndian();
                    break;
            }
        }

        return original is null || reply is null || raw.Length > BufferSize / 2
            ? throw new InvalidDataException("The kernel reported a connection that cannot be read.")
            : new ConntrackEntry(original, reply, raw)
            {
                Status = unchecked((ConntrackStatus)status),
                Timeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Mark = mark,
                Zone = zone,
                Id = id,
                Packets = first is null ? null : unchecked((long)(first.Value.Packets + (second?.Packets ?? 0))),
                Bytes = first is null ? null : unchecked((long)(first.Value.Bytes + (second?.Bytes ?? 0))),
                NetlinkFamily = family,
            };
    }

    private static ConntrackTuple ReadTuple(NetlinkAttribute tuple)
    {
        (IPAddress? source, IPAddress? destination, byte protocol, int? sourcePort, int? destinationPort) = (null, null, 0, null, null);
        foreach (NetlinkAttribute attribute in tuple.Nested)
        {
            foreach (NetlinkAttribute inner in attribute.Type is CTA_TUPLE_IP or CTA_TUPLE_PROTO ? attribute.Nested : default)
            {
                switch (attribute.Type, inner.Type)
                {
                    case (CTA_TUPLE_IP, CTA_IP_V4_SRC or CTA_IP_V6_SRC):
                        source = inner.ReadAddress();
                        break;
                    case (CTA_TUPLE_IP, CTA_IP_V4_DST or CTA_IP_V6_DST):
                        destination = inner.ReadAddress();
                        break;
                    case (CTA_TUPLE_PROTO, CTA_PROTO_NUM):
                        protocol = inner.ReadByte();
                        break;
                    case (CTA_TUPLE_PROTO, CTA_PROTO_SRC_PORT):
                        sourcePort = inner.ReadUInt16BigEndian();
                        break;
                    case (CTA_TUPLE_PROTO, CTA_PROTO_DST_PORT):
                        destinationPort = inner.ReadUInt16BigEndian();
                        break;
                }
            }
        }

        return source is null || destination is null || source.AddressFamily != destination.AddressFamily
            ? throw new InvalidDataException("The kernel reported a connection without addresses.")
            : new ConntrackTuple(source, destination, protocol, sourcePort, destinationPort);
    }

    private static (ulong Packets, ulong Bytes) ReadCounters(NetlinkAttribute counters)
    {
        (ulong packets, ulong bytes) = (0, 0);
        foreach (NetlinkAttribute attribute in counters.Nested)
        {
            packets = attribute.Type == CTA_COUNTERS_PACKETS ? attribute.ReadUInt64BigEndian() : packets;
            bytes = attribute.Type == CTA_COUNTERS_BYTES ? attribute.ReadUInt64BigEndian() : bytes;
        }

        return (packets, bytes);
    }
}
