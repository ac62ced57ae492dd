using System.Globalization;
using System.Net.NetworkInformation;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Links;

/// <summary>Random states of a link, with ip-link(8) as the oracle in both directions.</summary>
[Collection("The kernel")]
public sealed class LinkStateTests : KernelTest
{
    private const int States = 30;

    private static readonly bool s_hasLimitsOfItsOwn = Environment.OSVersion.Version >= new Version(5, 19);

    // Below an MTU of 1280 bytes a link has no IPv6, and so no mode.
    private static readonly Gen<LinkSettings> s_settings =
        from flags in Gen.Bool.Array[6]
        from name in Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789.-_"].Array[1, 14]
        from numbers in Gen.Select(Gen.Int[1280, 65535], Gen.Int[0, short.MaxValue], Gen.Int[0, int.MaxValue], Gen.Int[512, 65536], Gen.Int[1, 65535], Gen.Int[1, 65536])
        from address in Gen.Byte.Array[6]
        from broadcast in Gen.Byte.Array[6]
        from alias in Gen.Char["abc äöü\"\\{}"].Array[1, 60]
        from mode in Gen.Int[0, 1]
        select new LinkSettings
        {
            Up = flags[0],
            Name = "x" + new string(name),
            Mtu = numbers.Item1,
            Address = new PhysicalAddress([(byte)((address[0] & 0xfc) | 2), .. address[1..]]),
            BroadcastAddress = new PhysicalAddress(broadcast),
            TransmitQueueLength = numbers.Item2,
            Group = numbers.Item3,
            Alias = new string(alias),
            Promiscuous = flags[1],
            AllMulticast = flags[2],
            Multicast = flags[3],
            Arp = flags[4],
            Dynamic = flags[5],
            GsoMaxSize = numbers.Item4,
            GsoMaxSegments = numbers.Item5,
            GroMaxSize = numbers.Item6,
            IPv6AddressGenerationMode = (IPv6AddressGenerationMode)mode,
        };

    [Fact]
    public void Settings_hold_and_ip_shows_them()
    {
        VethLink link = VethPair.Create(Red, "veth0", Blue, "veth1").First;
        InstalledPrograms.Require("ip");
        s_settings.Sample(
            settings =>
            {
                // Kernels before 6.3 do not rename a link that is up.
                link.Down().Set(settings).Should().BeSameAs(link);
                ShouldHold(settings, link.Info);
                LinkOracle.ShouldAgree(Red);
                LinkOracle.Find(Red, settings.Name!).Text("ifalias").Should().Be(settings.Alias);
            },
            iter: States,
            threads: 1);
    }

    [Fact]
    public void Link_that_is_up_is_renamed_unless_the_kernel_is_too_old_which_is_told()
    {
        VethLink link = VethPair.Create(Red, "veth0", Blue, "veth1").First.Up();
        Link seen = Red.Links.Get("veth0");
        try
        {
            link.Rename("other");
            seen.Set(new() { Name = "another" });
            LinkOracle.Find(Red, "another").Texts("flags").Should().Contain("UP");
        }
        catch (NetlinkException e) when (e.Errno == Errno.EBUSY)
        {
            e.Message.Should().Contain("while it is down");
            link.Invoking(link => link.Set(new() { Name = "another" })).Should().Throw<NetlinkException>().WithMessage("*while it is down*");
            link.Down().Rename("other");
        }
    }

    [Fact]
    public void New_link_has_its_settings()
    {
        InstalledPrograms.Require("ip");
        Gen.Select(s_settings, s_settings).Sample(
            (first, second) =>
            {
                // Before 5.19 the limits of the first end are those of both.
                second = s_hasLimitsOfItsOwn ? second : second with { GsoMaxSize = first.GsoMaxSize, GsoMaxSegments = first.GsoMaxSegments };
                VethPair pair = VethPair.Create(Red, first.Name!, Blue, second.Name!, new VethPairOptions { First = ForNew(first), Second = ForNew(second) });
                ShouldHold(first, pair.First.Refresh());
                ShouldHold(second, pair.Second.Refresh());
                LinkOracle.ShouldAgree(Red);
                LinkOracle.ShouldAgree(Blue);
                pair.Delete();
            },
            iter: States,
            threads: 1);
    }

    [Fact]
    public void Settings_that_ip_makes_are_read()
    {
        VethLink link = VethPair.Create(Red, "veth0", Blue, "veth1").First;
        InstalledPrograms.Require("ip");
        s_settings.Sample(
            settings =>
            {
                Tool.RunIn(Red, ["ip", "link", "set", "dev", link.Name, "alias", settings.Alias!]);
                // Kernels before 6.3 do not rename a link that is up, not even in the request that brings it down.
                Tool.Ip(Red, $"link set dev {link.Name} down", $"link set dev {link.Name} name {settings.Name}", Command(settings));
                LinkInfo info = link.Refresh();
                ShouldHold(settings, info);
                LinkOracle.ShouldAgree(Red);
            },
            iter: States,
            threads: 1);
    }

    private static LinkOptions ForNew(LinkSettings settings) => new()
    {
        Up = settings.Up,
        Mtu = settings.Mtu,
        Address = settings.Address,
        BroadcastAddress = settings.BroadcastAddress,
        TransmitQueueLength = settings.TransmitQueueLength,
        Group = settings.Group,
        Alias = settings.Alias,
        Promiscuous = settings.Promiscuous,
        AllMulticast = settings.AllMulticast,
        Multicast = settings.Multicast,
        Arp = settings.Arp,
        Dynamic = settings.Dynamic,
        GsoMaxSize = settings.GsoMaxSize,
        GsoMaxSegments = settings.GsoMaxSegments,
        GroMaxSize = settings.GroMaxSize,
        IPv6AddressGenerationMode = settings.IPv6AddressGenerationMode,
    };

    private static void ShouldHold(LinkSettings settings, LinkInfo info)
    {
        info.Name.Should().Be(settings.Name);
        info.Mtu.Should().Be(settings.Mtu);
        info.Address.Should().Be(settings.Address);
        info.BroadcastAddress.Should().Be(settings.BroadcastAddress);
        info.TransmitQueueLength.Should().Be(settings.TransmitQueueLength);
        info.Group.Should().Be(settings.Group);
        info.Alias.Should().Be(settings.Alias);
        info.GsoMaxSize.Should().Be(settings.GsoMaxSize);
        info.GsoMaxSegments.Should().Be(settings.GsoMaxSegments);
        // Kernels before 5.19 have none.
        (info.GroMaxSize ?? settings.GroMaxSize).Should().Be(settings.GroMaxSize);
        info.IPv6AddressGenerationMode.Should().Be(settings.IPv6AddressGenerationMode);
        info.Flags.HasFlag(LinkFlags.Up).Should().Be(settings.Up!.Value);
        info.Flags.HasFlag(LinkFlags.Promiscuous).Should().Be(settings.Promiscuous!.Value);
        info.Flags.HasFlag(LinkFlags.AllMulticast).Should().Be(settings.AllMulticast!.Value);
        info.Flags.HasFlag(LinkFlags.Multicast).Should().Be(settings.Multicast!.Value);
        info.Flags.HasFlag(LinkFlags.NoArp).Should().Be(!settings.Arp!.Value);
        info.Flags.HasFlag(LinkFlags.Dynamic).Should().Be(settings.Dynamic!.Value);
    }

    private static string Command(LinkSettings settings) => string.Create(CultureInfo.InvariantCulture, $"""
        link set dev {settings.Name} {(settings.Up!.Value ? "up" : "down")} mtu {settings.Mtu} address {Address(settings.Address!)} broadcast {Address(settings.BroadcastAddress!)}
        txqueuelen {settings.TransmitQueueLength} group {settings.Group} promisc {Switch(settings.Promiscuous)} allmulticast {Switch(settings.AllMulticast)}
        multicast {Switch(settings.Multicast)} arp {Switch(settings.Arp)} dynamic {Switch(settings.Dynamic)} gso_max_size {settings.GsoMaxSize}
        gso_max_segs {settings.GsoMaxSegments} gro_max_size {settings.GroMaxSize} addrgenmode {(settings.IPv6AddressGenerationMode == IPv6AddressGenerationMode.None ? "none" : "eui64")}
        """).ReplaceLineEndings(" ");

    private static string Address(PhysicalAddress address) => string.Join(':', address.GetAddressBytes().Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));

    private static string Switch(bool? value) => value!.Value ? "on" : "off";
}
