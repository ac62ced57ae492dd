using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Benchmarks;

/// <summary>A link as a value, with the fields that <c>struct link</c> of <c>benchmarks/compare/subjects/c</c> has.</summary>
internal struct LinkValue : INetlinkMessageHandler
{
    internal int Index;
    internal int Link;
    internal int Master;
    internal int NamespaceId;
    internal uint Flags;
    internal uint Mtu;
    internal uint LeastMtu;
    internal uint GreatestMtu;
    internal uint QueueLength;
    internal uint Group;
    internal uint TransmitQueues;
    internal uint ReceiveQueues;
    internal uint Promiscuity;
    internal byte State;
    internal byte Carrier;
    internal Bytes16 Name;
    internal Bytes16 Discipline;
    internal Bytes16 Kind;
    internal Bytes8 Address;

    public void Restart() => this = default;

    public void OnMessage(in NetlinkMessage message)
    {
        ifinfomsg header = message.ReadStruct<ifinfomsg>();
        Index = header.ifi_index;
        Flags = header.ifi_flags;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            switch (attribute.Type)
            {
                case Linux.IFLA_IFNAME:
                    Copy(attribute, Name);
                    break;
                case Linux.IFLA_ADDRESS:
                    Copy(attribute, Address);
                    break;
                case Linux.IFLA_QDISC:
                    Copy(attribute, Discipline);
                    break;
                case Linux.IFLA_MTU:
                    Mtu = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_MIN_MTU:
                    LeastMtu = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_MAX_MTU:
                    GreatestMtu = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_LINK:
                    Link = attribute.ReadInt32();
                    break;
                case Linux.IFLA_MASTER:
                    Master = attribute.ReadInt32();
                    break;
                case Linux.IFLA_LINK_NETNSID:
                    NamespaceId = attribute.ReadInt32();
                    break;
                case Linux.IFLA_TXQLEN:
                    QueueLength = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_GROUP:
                    Group = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_PROMISCUITY:
                    Promiscuity = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_NUM_TX_QUEUES:
                    TransmitQueues = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_NUM_RX_QUEUES:
                    ReceiveQueues = attribute.ReadUInt32();
                    break;
                case Linux.IFLA_OPERSTATE:
                    State = attribute.ReadByte();
                    break;
                case Linux.IFLA_CARRIER:
                    Carrier = attribute.ReadByte();
                    break;
                case Linux.IFLA_LINKINFO:
                    ReadKind(attribute);
                    break;
            }
        }
    }

    private void ReadKind(NetlinkAttribute information)
    {
        foreach (NetlinkAttribute attribute in information.Nested)
        {
            if (attribute.Type == Linux.IFLA_INFO_KIND)
            {
                Copy(attribute, Kind);
            }
        }
    }

    private static void Copy(NetlinkAttribute attribute, Span<byte> target) =>
        attribute.Payload[..Math.Min(attribute.Payload.Length, target.Length)].CopyTo(target);

    [InlineArray(16)]
    internal struct Bytes16
    {
        private byte _first;
    }

    [InlineArray(8)]
    internal struct Bytes8
    {
        private byte _first;
    }
}
