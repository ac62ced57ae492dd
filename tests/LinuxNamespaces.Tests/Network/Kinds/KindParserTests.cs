using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Tests.Netlink;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>Whatever the bytes, the parser of a kind reads them or throws <see cref="InvalidDataException"/>, and reads nothing behind them.</summary>
public sealed class KindParserTests
{
    private const int Rounds = 20_000;
    private const int HeaderLength = NetlinkMessageWriter.HeaderLength;
    private const string Key = "0102030405060708091011121314151617181920212223242526272829303132";

    // Each with attributes of every type that it reads.
    private static readonly Dictionary<string, (string Sample, Parser Parse)> s_parsers = new()
    {
        ["macvlan"] = (
            "0800010010000000" + "0600020002000000" + "0800060001000000" + "100005000a0004000200000000010000" + "0800070007000000" + "08000800e8030000" + "08000900ffffffff",
            data => MacvlanInfo.Read(new NetlinkAttributeReader(data))),
        ["ipvlan"] = ("0600010002000000" + "0600020001000000", data => IpvlanInfo.Read(new NetlinkAttributeReader(data))),
        ["vlan"] = (
            "0600050088a80000" + "06000100fe0f0000" + "10000400" + "0c0001000100000002000000" + "10000300" + "0c0001000500000006000000" + "0c0002001e0000001f000000",
            data => VlanInfo.Read(new NetlinkAttributeReader(data))),
        ["bond"] = (
            BondTests.IpBackup + BondTests.IpArp + BondTests.IpLacp + "14001700" + "0600010001000000" + "0600020002000000" + "18001f00" + "14000000fd000000000000000000000000000001",
            data => BondInfo.Read(new NetlinkAttributeReader(data))),
        ["bond port"] = (BondTests.IpPort, data => BondPortInfo.Read(new NetlinkAttributeReader(data))),
        ["vrf"] = ("08000100e8030000", data => VrfInfo.Read(new NetlinkAttributeReader(data))),
        ["vrf port"] = ("08000100e8030000", data => VrfPortInfo.Read(new NetlinkAttributeReader(data))),
        ["vxlan"] = (VxlanTests.IpAll + VxlanTests.Kernel6 + VxlanTests.KernelBare, data => VxlanInfo.Read(new NetlinkAttributeReader(data))),
        ["geneve"] = (GeneveTests.Ip4 + GeneveTests.Ip6 + GeneveTests.IpExternal + "08000f0003e807d0", data => GeneveInfo.Read(new NetlinkAttributeReader(data))),
        ["gre"] = (GreTests.IpGre + GreTests.IpGreFou + GreTests.IpGreExternal, data => GreInfo.Read(new NetlinkAttributeReader(data))),
        ["ip6gre"] = (GreTests.IpIp6Gre, data => Ip6GreInfo.Read(new NetlinkAttributeReader(data))),
        ["erspan"] = (ErspanTests.IpType2 + ErspanTests.IpType3, data => ErspanInfo.Read(new NetlinkAttributeReader(data))),
        ["ip6erspan"] = (ErspanTests.IpOver6, data => Ip6ErspanInfo.Read(new NetlinkAttributeReader(data))),
        ["bareudp"] = (ErspanTests.IpBareudp + ErspanTests.IpBareudpMultiple, data => BareudpInfo.Read(new NetlinkAttributeReader(data))),
        ["gtp"] = (ErspanTests.IpGtp, data => GtpInfo.Read(new NetlinkAttributeReader(data))),
        ["ipip"] = (IPTunnelTests.IpIpip, data => IpipInfo.Read(new NetlinkAttributeReader(data))),
        ["sit"] = (IPTunnelTests.IpSit, ReadSit),
        ["ip6tnl"] = (IPTunnelTests.IpIp6tnl, data => Ip6TunnelInfo.Read(new NetlinkAttributeReader(data))),
        ["vti"] = (IPTunnelTests.IpVti, data => VtiInfo.Read(new NetlinkAttributeReader(data))),
        ["xfrm"] = ("0800020007000000" + "0800010001000000" + "04000300", data => XfrmInfo.Read(new NetlinkAttributeReader(data))),
        ["netkit"] = (
            "0500020001000000" + "0800030002000000" + "0800050001000000" + "0800060001000000" + "0600080064000000" + "0600090007000000" + "0800040000000000" + "0800070000000000",
            data => NetkitInfo.Read(new NetlinkAttributeReader(data))),
        ["wireguard"] = (
            "24000300" + Key + "24000400" + Key + "060006006cca0000" + "0800070007000000" + "a4000880" + "a0000000" + "24000100" + Key + "24000200" + Key + "0600050001000000"
            + "0c00070003000000000000000c0008000200000000000000" + "14000400" + "0200" + "0001" + "c0000201" + "0000000000000000" + "20000900" + "1c000000" + "0500030008000000"
            + "0600010002000000" + "080002000a000000",
            ReadWireGuard),
    };

    private delegate object Parser(ReadOnlySpan<byte> data);

    public static TheoryData<string> Parsers => [.. s_parsers.Keys];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Random_attributes_are_read_or_refused(string parser)
    {
        Parser parse = s_parsers[parser].Parse;
        int read = 0;
        HostileInput.Attributes(0).Sample(bytes => { Interlocked.Add(ref read, Reads(parse, bytes.AsSpan(HeaderLength)) ? 1 : 0); }, iter: Rounds);
        HostileInput.Noise.Sample(bytes => { Reads(parse, bytes); }, iter: Rounds);
        read.Should().BeInRange(Rounds / 100, Rounds - (Rounds / 100), "a test that only reads or only refuses tells little");
    }

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Nothing_is_read_behind_settings_that_are_cut_or_changed(string parser)
    {
        (string sample, Parser parse) = s_parsers[parser];
        byte[] settings = Convert.FromHexString(sample);
        parse(settings).Should().NotBeNull();
        using GuardedPage page = new();
        for (int length = 0; length <= settings.Length; length++)
        {
            Reads(parse, page.Place(settings.AsSpan(0, length)));
        }

        for (int i = 0; i < settings.Length; i++)
        {
            byte right = settings[i];
            foreach (byte wrong in (ReadOnlySpan<byte>)[0, 1, 3, 4, 5, 7, 0x80, 0xff, unchecked((byte)(right + 1)), unchecked((byte)(right + 4))])
            {
                settings[i] = wrong;
                Reads(parse, page.Place(settings));
            }

            settings[i] = right;
        }
    }

    private static WireGuardInfo ReadWireGuard(ReadOnlySpan<byte> data)
    {
        WireGuardReader reader = new(new GenericNetlinkFamily());
        reader.Read(new NetlinkAttributeReader(data));
        return reader.Info;
    }

    private static bool Reads(Parser parse, ReadOnlySpan<byte> data)
    {
        try
        {
            parse(data);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static object?[] ReadSit(ReadOnlySpan<byte> data)
    {
        SitInfo info = SitInfo.Read(new NetlinkAttributeReader(data));
        return [info, info.SixRdPrefix, info.SixRdRelayPrefix];
    }
}
