using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Tests.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink;

/// <summary>
/// Messages that end where the memory ends. An over-read is no failed assertion: it kills the process with SIGSEGV, which the runtime
/// reports as a fatal error with the stack of the culprit. To see that it does, read <c>Unsafe.Add(ref MemoryMarshal.GetReference(
/// message), message.Length)</c> in one of the tests.
/// </summary>
public sealed class GuardPageTests
{
    private delegate int Builder(Span<byte> buffer);

    public static TheoryData<string> Replies => [.. KernelReplies.Names];

    [Theory]
    [MemberData(nameof(Replies))]
    public void Nothing_is_read_behind_a_reply_wherever_it_is_cut(string name)
    {
        using GuardedPage page = new();
        byte[] reply = KernelReplies.Bytes(name);
        for (int length = 0; length <= reply.Length; length++)
        {
            // As a datagram that lies about its length, and as one that tells the truth about a message that was cut.
            ReadAll(page.Place(reply.AsSpan(0, length)));
            if (length >= NetlinkMessageWriter.HeaderLength)
            {
                BitConverter.TryWriteBytes(page.Last(length), length);
                ReadAll(page.Last(length));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void Nothing_is_read_behind_a_reply_with_a_byte_that_is_wrong(string name)
    {
        using GuardedPage page = new();
        byte[] reply = KernelReplies.Bytes(name);
        for (int i = NetlinkMessageWriter.HeaderLength; i < reply.Length; i++)
        {
            byte right = reply[i];
            foreach (byte wrong in (ReadOnlySpan<byte>)[0, 1, 3, 4, 5, 0x7f, 0x80, 0xff, (byte)(right + 1), (byte)(right + 4)])
            {
                reply[i] = wrong;
                ReadAll(page.Place(reply));
            }

            reply[i] = right;
        }
    }

    [Fact]
    public void Nothing_is_read_behind_the_settings_of_a_bridge()
    {
        using GuardedPage page = new();
        byte[] settings = KernelReplies.KindData("bridge");
        for (int length = 0; length <= settings.Length; length++)
        {
            try
            {
                BridgeInfo.Read(new NetlinkAttributeReader(page.Place(settings.AsSpan(0, length))));
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void Nothing_is_read_behind_the_description_of_a_family()
    {
        using GuardedPage page = new();
        byte[] message = [.. new NetlinkMessageWriter(new byte[16], Linux.GENL_ID_CTRL).Finish(), .. GenericNetlinkTests.Controller];
        for (int length = NetlinkMessageWriter.HeaderLength; length <= message.Length; length++)
        {
            BitConverter.TryWriteBytes(message, length);
            try
            {
                foreach (NetlinkMessage family in new NetlinkMessageReader(page.Place(message.AsSpan(0, length))))
                {
                    ControllerMessages.Parse(family);
                }
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void Nothing_is_read_behind_a_packet()
    {
        using GuardedPage page = new();
        byte[] packet = new byte[96];
        for (int first = 0; first <= byte.MaxValue; first++)
        {
            // The header says how long it is, and so does the one inside an error.
            packet.AsSpan().Fill((byte)first);
            packet[20] = Linux.ICMP_DEST_UNREACH;
            for (int length = 0; length <= packet.Length; length++)
            {
                IcmpProtocol.Read(page.Place(packet.AsSpan(0, length)), v4: true, 1, 1);
                IcmpProtocol.Read(page.Last(length), v4: false, 1, 1);
                PacketReceiver.ReadHopLimit(page.Last(length));
                IcmpProtocol.Checksum(page.Last(length));
            }
        }
    }

    [Fact]
    public void Nothing_is_read_behind_the_extension_headers_of_a_packet()
    {
        using GuardedPage page = new();
        foreach (byte kind in (ReadOnlySpan<byte>)[Linux.IPPROTO_HOPOPTS, Linux.IPPROTO_ROUTING, Linux.IPPROTO_FRAGMENT, Linux.IPPROTO_DSTOPTS])
        {
            for (int size = 0; size < 8; size++)
            {
                byte[] packet = [Linux.ICMP6_DST_UNREACH, .. new byte[13], kind, .. new byte[33], .. new byte[48]];
                packet[48] = kind;
                packet[49] = (byte)size;
                for (int length = 0; length <= packet.Length; length++)
                {
                    IcmpProtocol.Read(page.Place(packet.AsSpan(0, length)), v4: false, 1, 1);
                }
            }
        }
    }

    [Fact]
    public void Nothing_is_written_behind_the_buffer_of_a_request()
    {
        using GuardedPage page = new();
        using RecordedConnection connection = new();
        Builder[] builders =
        [
            buffer => LinkRequests.Create(buffer, "veth0", new VethOptions("veth1"), dataNamespace: 7).Finish().Length,
            buffer => LinkRequests.Create(buffer, "br0", new BridgeOptions { Priority = 1, VlanFiltering = true }).Finish().Length,
            buffer => LinkRequests.AddAlternativeName(buffer, 5, "backbone").Finish().Length,
            buffer => LinkRequests.Set(buffer, connection.Link, new LinkSettings { Alias = "alias" }).Finish().Length,
            EveryAttribute,
            buffer => AddressMessages.WriteAdd(buffer, 5, InterfaceAddress.Parse("fd00::1/64"), 0).Finish().Length,
            buffer => RouteRequests.Add(buffer, new Route(System.Net.IPNetwork.Parse("10.0.0.0/8")) { Metric = 1 }, 0).Finish().Length,
            buffer => RoutingRuleMessages.WriteAdd(buffer, AllocationTests.Rule).Finish().Length,
            buffer => NeighbourMessages.WriteAdd(buffer, AllocationTests.Neighbour, 0).Finish().Length,
            buffer => NexthopMessages.WriteAdd(buffer, AllocationTests.Group, 0).Finish().Length,
            buffer => RouteRequests.Add(buffer, AllocationTests.Multipath, 0).Finish().Length,
        ];
        foreach (Builder build in builders)
        {
            int needed = build(page.Last(GuardedPage.Size));
            for (int size = 0; size < needed; size++)
            {
                int tooSmall = size;
                Action act = () => build(page.Last(tooSmall));
                act.Should().Throw<InvalidOperationException>();
            }

            build(page.Last(needed)).Should().Be(needed);
        }
    }

    /// <summary>Everything that the writer can write, each at a length that needs padding where there is one.</summary>
    private static int EveryAttribute(Span<byte> buffer)
    {
        NetlinkMessageWriter writer = new(buffer, Linux.RTM_NEWLINK);
        writer.WriteStruct<ifinfomsg>();
        NestedAttribute nested = writer.BeginNested(1);
        writer.WriteFlag(1);
        writer.WriteByte(2, 1);
        writer.WriteUInt16(3, 1);
        writer.WriteUInt16BigEndian(4, 1);
        writer.WriteUInt32(5, 1);
        writer.WriteUInt32BigEndian(6, 1);
        writer.WriteInt32(7, 1);
        writer.WriteUInt64(8, 1);
        writer.WriteUInt64BigEndian(9, 1);
        writer.WriteInt64(10, 1);
        writer.WriteStruct(11, new ifa_cacheinfo());
        writer.WriteBytes(12, [1, 2, 3, 4, 5]);
        writer.WriteString(13, "veth0"u8);
        writer.WriteString(14, "br-veth0");
        writer.WriteString(15, "br-\u00fc0");
        writer.WriteUnterminatedString(16, "alias");
        writer.WriteAddress(17, System.Net.IPAddress.Loopback);
        writer.WriteAddress(18, System.Net.IPAddress.IPv6Loopback);
        writer.WriteString(19, new string('n', 100));
        writer.EndNested(nested);
        return writer.Finish().Length;
    }

    private static void ReadAll(ReadOnlySpan<byte> datagram)
    {
        try
        {
            foreach (NetlinkMessage message in new NetlinkMessageReader(datagram))
            {
                Read(message);
            }
        }
        catch (InvalidDataException)
        {
        }
    }

    private static void Read(in NetlinkMessage message)
    {
        switch (message.Type)
        {
            case Linux.RTM_NEWLINK:
                LinkInfo.Read(message);
                break;
            case Linux.RTM_NEWADDR:
                AddressMessages.Parse(message);
                break;
            case Linux.RTM_NEWROUTE:
                RouteReader.Read(message, LinkNames.Empty);
                break;
            case Linux.RTM_NEWNSID:
                NamespaceIds.Parse(message);
                break;
            default:
                message.ReadErrno();
                ExtendedAck.Read(message);
                break;
        }
    }
}
