using System.Net;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

public sealed class FrameTests
{
    // Ethernet, IPv4 10.0.0.1 -> 10.0.0.2, TCP 43210 -> 80 SYN.
    internal static readonly byte[] TcpSyn = Convert.FromHexString(
        "020000000002020000000001" + "0800" + "4500002c1234400040060000" + "0a0000010a000002" + "a8ca0050" + "11223344" + "00000000" + "6002fa00" + "00000000" + "020405b4");

    private static readonly byte[] s_vlanUdp = Convert.FromHexString(
        "020000000002020000000001" + "81000064" + "0800" + "450000200000000040110000" + "0a0000010a000002" + "14e914ea000c0000" + "61626364");

    private static readonly byte[] s_ipv6Echo = Convert.FromHexString(
        "020000000002020000000001" + "86dd" + "6000000000183a40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "8000000000070003" + "00000000000000000000000000000000");

    // Hop-by-hop options, then the first fragment of a UDP datagram.
    private static readonly byte[] s_ipv6Fragment = Convert.FromHexString(
        "020000000002020000000001" + "86dd" + "6000000000200040" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002"
        + "2c00010400000000" + "1100000100000001" + "003500360010000000000000" + "00000000");

    private static readonly byte[] s_arp = Convert.FromHexString("ffffffffffff020000000001" + "0806" + "0001080006040001" + "0200000000010a000001" + "0000000000000a000002");

    [Fact]
    public void A_tcp_segment_is_read()
    {
        WireFrame frame = new(WireDirection.Backward, 5, TcpSyn);
        frame.Tcp.Should().Be(new TcpHeader(43210, 80, 0x11223344, 0, 0xfa00, 0) { Flags = 2 });
        (frame.Tcp is { Syn: true, Ack: false, Fin: false, Reset: false }).Should().BeTrue();
        frame.IPv4.Should().Be(new IPHeader(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), ProtocolType.Tcp, 64, 0, 0, false));
        frame.IPv6.Should().BeNull();
        (frame.Udp is null && frame.Icmp is null && frame.Arp is null && frame.VlanId is null).Should().BeTrue();
        (frame.Direction, frame.Number, frame.EtherType).Should().Be((WireDirection.Backward, 5, 0x0800));
        frame.SourceAddress.ToArray().Should().Equal(2, 0, 0, 0, 0, 1);
        frame.DestinationAddress.ToArray().Should().Equal(2, 0, 0, 0, 0, 2);
    }

    [Fact]
    public void A_datagram_in_a_vlan_is_read()
    {
        WireFrame frame = new(WireDirection.Forward, 0, s_vlanUdp);
        (frame.VlanId, frame.EtherType).Should().Be((100, 0x0800));
        frame.Udp.Should().Be(new UdpHeader(5353, 5354, 4));
        frame.Payload.ToArray().Should().Equal("abcd"u8.ToArray());
    }

    [Fact]
    public void An_icmpv6_message_is_read()
    {
        WireFrame frame = new(WireDirection.Forward, 0, s_ipv6Echo);
        frame.Icmp.Should().Be(new IcmpHeader(true, 128, 0, 7, 3));
        frame.Icmp!.Value.IsEchoRequest.Should().BeTrue();
        (frame.IPv6!.Value.Source == IPAddress.Parse("2001:db8::1")).Should().BeTrue();
        frame.IPv6.Value.Source.ToString().Should().Be("2001:db8::1");
        frame.Payload.Length.Should().Be(16);
    }

    [Fact]
    public void Extension_headers_are_skipped()
    {
        WireFrame frame = new(WireDirection.Forward, 0, s_ipv6Fragment);
        frame.IPv6.Should().Match<IPHeader?>(header => header!.Value.Protocol == ProtocolType.Udp && header.Value.IsFragment && header.Value.MoreFragments && header.Value.FragmentOffset == 0);
        frame.Udp.Should().Be(new UdpHeader(53, 54, 8));
    }

    [Fact]
    public void A_later_fragment_has_no_header_of_the_transport_layer()
    {
        byte[] later = s_ipv6Fragment[..];
        later[64] = 0x01;
        new WireFrame(WireDirection.Forward, 0, later).Udp.Should().BeNull();
        new WireFrame(WireDirection.Forward, 0, later).IP!.Value.FragmentOffset.Should().Be(0x100);
        byte[] fourth = TcpSyn[..];
        fourth[21] = 1;
        new WireFrame(WireDirection.Forward, 0, fourth).Tcp.Should().BeNull();
    }

    [Fact]
    public void An_arp_message_is_read() =>
        new WireFrame(WireDirection.Forward, 0, s_arp).Arp.Should().Be(new ArpHeader(1, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")));

    [Fact]
    public void Padding_is_not_payload()
    {
        byte[] padded = [.. s_vlanUdp, .. new byte[14]];
        new WireFrame(WireDirection.Forward, 0, padded).Payload.Length.Should().Be(4);
    }

    [Fact]
    public void A_frame_of_any_content_is_read()
    {
        byte[][] seeds = [TcpSyn, s_vlanUdp, s_ipv6Echo, s_ipv6Fragment, s_arp];
        foreach (byte[] seed in seeds)
        {
            for (int length = 0; length <= seed.Length; length++)
            {
                ReadAll(seed[..length]);
            }
        }

        Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Byte.Array[1, 20], Gen.Int[0, 80], Gen.Int[0, 80]).Sample((index, noise, place, length) =>
        {
            byte[] frame = seeds[index][..];
            for (int i = 0; i < noise.Length && place + i < frame.Length; i++)
            {
                frame[place + i] = noise[i];
            }

            ReadAll(frame[..Math.Min(length, frame.Length)]);
            ReadAll(frame);
        }, iter: 20_000);
        Gen.Byte.Array[0, 200].Sample(ReadAll, iter: 20_000);
    }

    private static void ReadAll(byte[] bytes)
    {
        WireFrame frame = new(WireDirection.Forward, 0, bytes);
        _ = (frame.Arp, frame.EtherType, frame.Icmp, frame.IP, frame.IPv4, frame.IPv6, frame.Tcp, frame.Udp, frame.VlanId, frame.Payload.Length, frame.SourceAddress.Length, frame.DestinationAddress.Length);
    }
}
