using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Nftables;

/// <summary>What is wrong is refused before the kernel is asked.</summary>
public sealed class NftInputTests
{
    private static readonly NftTable s_inet = new(NftFamily.Inet, "t");
    private static readonly NftTable s_ip = new(NftFamily.IPv4, "t");
    private static readonly NftChain s_chain = new(s_ip, "c");

    [Fact]
    public void Names_are_checked()
    {
        new Func<NftTable>[]
        {
            () => new NftTable(NftFamily.Inet, string.Empty),
            () => new NftTable(NftFamily.Inet, "a\0b"),
            () => new NftTable(NftFamily.Inet, new string('n', 256)),
            () => new NftTable(NftFamily.Inet, new string('ä', 128)),
            () => new NftTable(NftFamily.Inet, "t") { Comment = new string('c', 129) },
        }.Should().AllSatisfy(create => create.Should().Throw<ArgumentException>());
        new NftTable(NftFamily.Inet, new string('n', 255)) { Comment = new string('c', 128) }.Comment.Should().HaveLength(128);
        new NftTable(NftFamily.Inet, "t") { Comment = "ä" }.Comment.Should().Be("ä");
        this.Invoking(_ => new NftChain(s_inet, "c") { Devices = ["a/b"] }).Should().Throw<ArgumentException>();
        this.Invoking(_ => NftMatch.InputInterface("*")).Should().Throw<ArgumentException>();
        this.Invoking(_ => NftMatch.InputInterface(new string('n', 16))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Numbers_are_checked()
    {
        this.Invoking(_ => new NftImmediateExpression(24, new NftValue(1))).Should().Throw<ArgumentOutOfRangeException>();
        this.Invoking(_ => new NftImmediateExpression(0, new NftValue(1))).Should().Throw<ArgumentOutOfRangeException>();
        this.Invoking(_ => new NftMetaExpression { Key = NftMetaKey.Mark, DestinationRegister = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        this.Invoking(_ => new NftValue()).Should().Throw<ArgumentException>();
        this.Invoking(_ => new NftValue(new byte[65])).Should().Throw<ArgumentException>();
        this.Invoking(_ => NftValue.OfPort(65536)).Should().Throw<ArgumentOutOfRangeException>();
        this.Invoking(_ => NftAction.Limit(-1)).Should().Throw<ArgumentOutOfRangeException>();
        this.Invoking(_ => NftMatch.Tcp.DestinationPort()).Should().Throw<ArgumentException>();
        this.Invoking(_ => new NftRule(NftFamily.Inet, "t", "c", Enumerable.Repeat(new NftCounterExpression(), 129))).Should().Throw<ArgumentException>();
        this.Invoking(_ => new NftSet(s_inet, "s", NftDataType.Verdict)).Should().Throw<ArgumentException>();
        this.Invoking(_ => new NftSet(s_inet, "s", NftDataType.Port) { Timeout = TimeSpan.FromSeconds(-1) }).Should().Throw<ArgumentOutOfRangeException>();
        this.Invoking(_ => NftDataType.Concatenate(NftDataType.Port)).Should().Throw<ArgumentException>();
        this.Invoking(_ => new ConntrackFilter { DestinationPort = 65536 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_rule_fits_the_family_of_its_chain()
    {
        this.Invoking(_ => new NftRule(s_chain, NftMatch.Source(IPNetwork.Parse("2001:db8::/32")))).Should().Throw<ArgumentException>().WithMessage("*family ip *IPv6*");
        this.Invoking(_ => new NftRule(new NftChain(NftFamily.Arp, "t", "c"), NftMatch.Tcp.Any)).Should().Throw<ArgumentException>();
        this.Invoking(_ => NftMessages.WriteChain(new byte[512], new NftChain(s_ip, "c") { Hook = NftHook.Ingress }, 0)).Should().Throw<ArgumentException>().WithMessage("*ip*Ingress*");
        new NftRule(s_chain, NftMatch.Source(IPNetwork.Parse("10.0.0.0/8"))).Expressions.Should().HaveCount(2, "a table of IPv4 needs no test of the family");
        new NftRule(new NftChain(s_inet, "c"), NftMatch.Source(IPNetwork.Parse("10.0.0.0/8")), NftMatch.Destination(IPNetwork.Parse("10.0.0.0/8"))).Expressions.Should().HaveCount(6, "the family is tested once");
    }

    [Fact]
    public void Ranges_are_checked()
    {
        NftValue low = NftValue.OfPort(5);
        this.Invoking(_ => new NftSetElement(NftValue.OfPort(6), low)).Should().Throw<ArgumentException>();
        this.Invoking(_ => new NftSetElement(low, new NftValue(1, 2, 3))).Should().Throw<ArgumentException>();
        new NftSetElement(low, low).LastKey.Should().BeNull("it is a single key");
        new NftSetElement(IPNetwork.Parse("10.0.0.0/8")).LastKey.Should().Be(NftValue.Of(IPAddress.Parse("10.255.255.255")));
        new NftSetElement(IPNetwork.Parse("::/0")).LastKey!.Bytes.Should().OnlyContain(value => value == 255);
    }

    [Fact]
    public void Values_have_the_order_of_the_wire()
    {
        NftValue.OfPort(0x1234).ToString().Should().Be("0x1234");
        NftValue.Of(IPAddress.Parse("10.0.0.1")).ToString().Should().Be("0x0a000001");
        NftValue.Of(PhysicalAddress.Parse("02-00-00-00-00-01")).ToString().Should().Be("0x020000000001");
        NftValue.OfInterfaceName("lo").ToString().Should().Be("0x6c6f0000000000000000000000000000");
        NftValue.Concatenate(NftValue.Of(IPAddress.Parse("10.0.0.1")), NftValue.OfPort(80)).ToString().Should().Be("0x0a00000100500000");
        NftDataType.Concatenate(NftDataType.IPv4Address, NftDataType.Port).ToString().Should().Be("ipv4_addr . inet_service");
    }

    [Theory]
    [InlineData(0, 80)]
    [InlineData(80, 0)]
    [InlineData(65536, 80)]
    [InlineData(80, 65536)]
    public void Published_ports_are_checked(int hostPort, int port) =>
        this.Invoking(_ => new PortPublication(NatProtocol.Tcp, hostPort, IPAddress.Loopback, port)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Addresses_of_a_publication_are_of_one_family()
    {
        PortPublication publication = new(NatProtocol.Udp, 53, IPAddress.Parse("2001:db8::1"), 53);
        publication.ToString().Should().Be("udp 53 to [2001:db8::1]:53");
        (publication with { HostAddress = IPAddress.Parse("2001:db8::2") }).ToString().Should().Be("udp [2001:db8::2]:53 to [2001:db8::1]:53");
        publication.Invoking(item => item with { HostAddress = IPAddress.Loopback }).Should().Throw<ArgumentException>();
        publication.Invoking(item => item with { HairpinNetwork = IPNetwork.Parse("10.0.0.0/8") }).Should().Throw<ArgumentException>();
        publication.Invoking(item => item with { IncludesLoopback = true }).Should().Throw<ArgumentException>();
        this.Invoking(_ => new PortPublication((NatProtocol)1, 80, IPAddress.Loopback, 80)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_mark_fits_a_comment()
    {
        OwnRules.MarkOf("short").Should().Be("short");
        string mark = OwnRules.MarkOf(new string('x', 200));
        mark.Length.Should().BeLessThan(128);
        OwnRules.MarkOf(new string('x', 201)).Should().NotBe(mark);
        this.Invoking(_ => OwnRules.FilterChain(NftHook.Prerouting, "hook")).Should().Throw<ArgumentOutOfRangeException>();
    }
}
