using System.Net;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Network.GeneveLink;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network.Kinds;

public sealed class GeneveTests
{
    // "ip link add x type geneve id 16777215 remote 10.0.0.2 ttl 9 tos 0x10 df set dstport 6082 noudpcsum innerprotoinherit"
    internal const string Ip4 =
        "05000d000100000008000100ffffff00080002000a00000208000b0000000000050003000900000005000400100000000600050017c2000004000e000500080000000000";

    // "... id 5 remote fd00::2 flowlabel 0xabcde ttl inherit tos inherit df inherit udp6zerocsumtx udp6zerocsumrx"
    internal const string Ip6 =
        "05000c000100000005000d0002000000080001000500000014000700fd00000000000000000000000000000208000b00000abcde0500030000000000"
        + "0500040001000000" + "0500090001000000" + "05000a0001000000";

    // "... external dstport 6083"
    internal const string IpExternal = "080001000000000008000b0000000000050003000000000005000400000000000600050017c3000004000600";

    [Fact]
    public void Options_are_what_ip_writes()
    {
        TunnelBytes.ShouldBeWhatIpWrites(All(), Ip4, IFLA_GENEVE_LABEL);
        TunnelBytes.ShouldBeWhatIpWrites(
            new GeneveOptions(5, IPAddress.Parse("fd00::2"))
            {
                FlowLabel = 0xABCDE,
                InheritTimeToLive = true,
                InheritTypeOfService = true,
                Fragmentation = TunnelFragmentation.Inherited,
                SendZeroChecksum6 = true,
                ReceiveZeroChecksum6 = true,
            },
            Ip6,
            IFLA_GENEVE_TTL);
        TunnelBytes.ShouldBeWhatIpWrites(new GeneveOptions { UdpPort = 6083 }, IpExternal, IFLA_GENEVE_ID, IFLA_GENEVE_LABEL, IFLA_GENEVE_TTL, IFLA_GENEVE_TOS);
        TunnelBytes.Of(new GeneveOptions { SourcePorts = new UdpPortRange(1000, 2000) }).Should().Contain(IFLA_GENEVE_PORT_RANGE, "03e807d0");
    }

    [Fact]
    public void A_change_has_only_what_was_asked_for()
    {
        TunnelBytes.Of(new GeneveSettings()).Should().BeEmpty();
        TunnelBytes.Of(new GeneveSettings { FlowLabel = 7 }).Should().Equal(new SortedDictionary<int, string> { [IFLA_GENEVE_LABEL] = "00000007" });
        // The kernel would take the second of the two for what is wanted.
        TunnelBytes.Of(new GeneveSettings { TimeToLive = 7, InheritTimeToLive = false }).Should().Equal(new SortedDictionary<int, string> { [IFLA_GENEVE_TTL] = "07" });
    }

    [Fact]
    public void Settings_are_read_as_they_are_written()
    {
        GeneveInfo.Read(TunnelBytes.Reader(Ip4)).Should().BeEquivalentTo(new
        {
            Id = 16777215,
            Remote = IPAddress.Parse("10.0.0.2"),
            UdpPort = (ushort)6082,
            SourcePorts = (UdpPortRange?)null,
            TimeToLive = (byte?)9,
            InheritTimeToLive = false,
            TypeOfService = (byte)0x10,
            InheritTypeOfService = false,
            FlowLabel = 0,
            Fragmentation = TunnelFragmentation.Forbidden,
            UdpChecksum = (bool?)false,
            SendZeroChecksum6 = (bool?)null,
            ReceiveZeroChecksum6 = (bool?)null,
            IsExternal = false,
            InnerProtocolInherit = true,
        });
        GeneveInfo.Read(TunnelBytes.Reader(Ip6)).Should().BeEquivalentTo(new
        {
            Id = 5,
            Remote = IPAddress.Parse("fd00::2"),
            TimeToLive = (byte?)null,
            InheritTimeToLive = true,
            InheritTypeOfService = true,
            FlowLabel = 0xABCDE,
            Fragmentation = TunnelFragmentation.Inherited,
            UdpChecksum = (bool?)null,
            SendZeroChecksum6 = (bool?)true,
            ReceiveZeroChecksum6 = (bool?)true,
        });
        GeneveInfo.Read(TunnelBytes.Reader(IpExternal)).IsExternal.Should().BeTrue();
        GeneveInfo.Read(TunnelBytes.Reader("08000f0003e807d0")).SourcePorts.Should().Be(new UdpPortRange(1000, 2000));
    }

    [Fact]
    public void Settings_that_are_cut_or_wrong_are_read_or_refused()
    {
        TunnelBytes.ShouldBeSafe(Ip4, bytes => GeneveInfo.Read(new NetlinkAttributeReader(bytes)));
        TunnelBytes.ShouldBeSafe(Ip6, bytes => GeneveInfo.Read(new NetlinkAttributeReader(bytes)));
        FluentActions.Invoking(() => GeneveInfo.Read(TunnelBytes.Reader("0600020001020000"))).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Wrong_options_are_rejected_before_anything_is_sent()
    {
        IPAddress four = IPAddress.Parse("10.0.0.2");
        Action[] acts =
        [
            () => _ = new GeneveOptions(-1, four),
            () => _ = new GeneveOptions(16777216, four),
            () => _ = new GeneveOptions(1, IPAddress.Parse("239.1.1.1")),
            () => _ = new GeneveOptions(1, null!),
            () => _ = new GeneveSettings { TimeToLive = 0 },
            () => _ = new GeneveSettings { Fragmentation = (TunnelFragmentation)3 },
            () => _ = new GeneveSettings { TypeOfService = 1 },
            () => _ = new GeneveSettings { FlowLabel = 0x100000 },
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentException>();
        }

        GeneveOptions[] wrong =
        [
            new(1, four) { FlowLabel = 1 },
            new(1, four) { TimeToLive = 1, InheritTimeToLive = true },
            new(1, four) { TypeOfService = 4, InheritTypeOfService = true },
            new() { Remote = four },
            new() { TimeToLive = 3 },
        ];
        foreach (GeneveOptions options in wrong)
        {
            Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("g1", options)).Should().Throw<ArgumentException>("of {0}", options))
                .Should().BeEmpty();
        }
    }

    [Fact]
    public void Options_that_an_older_kernel_ignored_are_found()
    {
        GeneveInfo old = GeneveInfo.Read(TunnelBytes.Reader(Ip6));
        new GeneveOptions { SourcePorts = new UdpPortRange(1, 2) }.FindIgnored(old).Should().Contain("kernel 6.15");
        new GeneveOptions { InnerProtocolInherit = true }.FindIgnored(old).Should().Contain("kernel 5.19");
        new GeneveOptions().FindIgnored(old).Should().BeNull();
    }

    private static GeneveOptions All() => new(16777215, IPAddress.Parse("10.0.0.2"))
    {
        TimeToLive = 9,
        TypeOfService = 0x10,
        Fragmentation = TunnelFragmentation.Forbidden,
        UdpPort = 6082,
        UdpChecksum = false,
        InnerProtocolInherit = true,
    };
}
