using System.Net;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

[Collection("The kernel")]
public sealed class VxlanTests : KernelTest
{
    private const int Rounds = 25;

    private static readonly EchoOptions s_patient = new() { Timeout = TimeSpan.FromSeconds(20), Count = 3 };

    [Fact]
    public void Vxlan_that_the_library_makes_is_what_ip_says()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        VxlanLink link = Add(Red, "vx0", new VxlanOptions(16777215)
        {
            Remote = IPAddress.Parse("ff05::1"),
            Local = IPAddress.Parse("fd00::1"),
            Underlying = pair.First,
            UdpPort = 4789,
            SourcePorts = new UdpPortRange(1000, 2000),
            InheritTimeToLive = true,
            InheritTypeOfService = true,
            FlowLabel = 0xABCDE,
            Fragmentation = TunnelFragmentation.Inherited,
            Learning = false,
            AgeingTime = TimeSpan.FromSeconds(77),
            MaxAddresses = 88,
            Proxy = true,
            UdpChecksum = false,
            GroupPolicy = true,
            Mtu = 1400,
        });
        VxlanOracle.ShouldAgree(link);
        link.Info.Mtu.Should().Be(1400);
        JsonElement data = VxlanOracle.Data(link);
        data.Number("id").Should().Be(16777215);
        data.Text("group6").Should().Be("ff05::1");
        data.Text("link").Should().Be("veth0");
        data.Number("port").Should().Be(4789);
        data.Number("ageing").Should().Be(77);
        data.Flag("gbp").Should().BeTrue();
        Red.Links.Get<VxlanLink>("vx0").Settings.Should().Be(link.Settings);
    }

    [Fact]
    public void Vxlan_with_the_defaults_is_what_ip_says()
    {
        VxlanLink link = Add(Red, "vx0", new VxlanOptions(5));
        VxlanOracle.ShouldAgree(link);
        link.Settings.Should().BeEquivalentTo(new
        {
            Id = 5,
            Remote = (IPAddress?)null,
            Local = (IPAddress?)null,
            UnderlyingIndex = (int?)null,
            UdpPort = (ushort)8472,
            SourcePorts = (UdpPortRange?)null,
            TimeToLive = (byte?)null,
            Learning = true,
            AgeingTime = TimeSpan.FromSeconds(300),
            MaxAddresses = 0u,
            UdpChecksum = true,
            IsExternal = false,
        });
    }

    [Fact]
    public void Any_vxlan_is_the_same_whether_the_library_or_ip_makes_it()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        KindCheck.Require(Red, new VxlanOptions(1));
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int round = 0; round < Rounds; round++)
        {
            RandomVxlan any = new(random, pair.First);
            string because = $"'{any.Words}' is round {round} of seed {seed}";
            VxlanLink ours = Red.Links.Add("vx0", any.Options);
            Tool.Ip(Blue, $"link add name vx0 type vxlan {any.Words}");
            VxlanLink theirs = Blue.Links.Get<VxlanLink>("vx0");
            VxlanOracle.ShouldAgree(ours);
            VxlanOracle.ShouldAgree(theirs);
            Facts left = Facts.Of(ours.Settings);
            Facts right = Facts.Of(theirs.Settings);
            // The ends of the pair may have different indexes.
            (left[nameof(VxlanInfo.UnderlyingIndex)] == "-").Should().Be(right[nameof(VxlanInfo.UnderlyingIndex)] == "-", because);
            left.Remove(nameof(VxlanInfo.UnderlyingIndex));
            right.Remove(nameof(VxlanInfo.UnderlyingIndex));
            left.Should().Equal(right, because);
            ours.Delete();
            theirs.Delete();
        }
    }

    [Fact]
    public void Options_of_newer_kernels_hold_or_are_named()
    {
        KindCheck.Require(Red, new VxlanOptions(1));
        VxlanOptions options = new(7) { Local = IPAddress.Parse("fd00::1"), InheritFlowLabel = true, LocalBypass = false, RemoteChecksumNoPartial = true, ReservedBits = 0xF7FFFFFF000000FF };
        try
        {
            Red.Links.Add("vx0", options).Settings.Should().BeEquivalentTo(new
            {
                InheritFlowLabel = (bool?)true,
                LocalBypass = (bool?)false,
                RemoteChecksumNoPartial = true,
                ReservedBits = (ulong?)0xF7FFFFFF000000FF,
            });
        }
        catch (NotSupportedException e)
        {
            e.Message.Should().MatchRegex("^Could not create vxlan 'vx0' in '.*'. The kernel lacks .* VXLAN links \\(kernel 6.[0-9]+\\).$");
            Red.Links.Find("vx0").Should().BeNull();
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("fd00::1", "fd00::2")]
    public async Task Packets_pass_between_two_namespaces(string red, string blue)
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        int prefix = red.Contains(':', StringComparison.Ordinal) ? 64 : 24;
        foreach ((Link end, string address) in new[] { (pair.First, red), (pair.Second, blue) })
        {
            end.AddAddress(new InterfaceAddress(IPAddress.Parse(address), prefix) { Flags = AddressFlags.NoDuplicateAddressDetection });
            end.Up();
        }

        Tunnel(Red, red, blue, "10.5.0.1/24");
        Tunnel(Blue, blue, red, "10.5.0.2/24");
        PingResult result = await Red.PingAsync(IPAddress.Parse("10.5.0.2"), s_patient, TestContext.Current.CancellationToken);
        result.Succeeded.Should().BeTrue();

        static void Tunnel(NetNamespace netNamespace, string local, string remote, string address)
        {
            VxlanLink link = Add(netNamespace, "vx0", new VxlanOptions(42) { Local = IPAddress.Parse(local), Remote = IPAddress.Parse(remote), UdpPort = 4789, Up = true });
            link.AddAddress(address);
        }
    }

    [Fact]
    public async Task Vxlan_lives_in_another_namespace_than_the_link_below_it()
    {
        using NetNamespace inner = NetNamespace.Create();
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        pair.First.AddAddress("192.0.2.1/24");
        pair.Second.AddAddress("192.0.2.2/24");
        pair.Connect();
        VxlanLink near = Add(inner, "vx0", new VxlanOptions(42) { Underlying = pair.First, Remote = IPAddress.Parse("192.0.2.2"), UdpPort = 4789, Up = true });
        near.Namespace.Should().Be(inner);
        near.Settings.UnderlyingIndex.Should().Be(pair.First.Index);
        inner.Links.Select(link => link.Name).Should().NotContain("veth0");
        near.AddAddress("10.5.0.1/24");
        Add(Blue, "vx0", new VxlanOptions(42) { Remote = IPAddress.Parse("192.0.2.1"), UdpPort = 4789, Up = true }).AddAddress("10.5.0.2/24");
        PingResult result = await inner.PingAsync(IPAddress.Parse("10.5.0.2"), s_patient, TestContext.Current.CancellationToken);
        result.Succeeded.Should().BeTrue();
    }

    [Fact]
    public void Refusal_of_the_kernel_names_the_attribute()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        Add(Red, "vx0", new VxlanOptions(5) { UdpPort = 4789 });
        FluentActions.Invoking(() => Red.Links.Add("vx1", new VxlanOptions(5) { UdpPort = 4789 })).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.EEXIST).WithMessage("Could not create vxlan 'vx1'*VNI*");
        pair.Delete();
        FluentActions.Invoking(() => Red.Links.Add("vx1", new VxlanOptions(6) { Underlying = pair.First })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
    }

    [Fact]
    public void Change_is_what_ip_says_and_leaves_the_rest()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        VxlanLink link = Add(Red, "vx0", new VxlanOptions(5) { Remote = IPAddress.Parse("fd00::2"), UdpPort = 4789, TimeToLive = 9, Proxy = true });
        Facts expected = Facts.Of(link.Settings);
        Check(new VxlanSettings { TimeToLive = 7 }, (nameof(VxlanInfo.TimeToLive), 7));
        Check(new VxlanSettings { TypeOfService = 0x20 }, (nameof(VxlanInfo.TypeOfService), 0x20));
        Check(new VxlanSettings { InheritTypeOfService = true }, (nameof(VxlanInfo.TypeOfService), 0), (nameof(VxlanInfo.InheritTypeOfService), true));
        Check(new VxlanSettings { Remote = IPAddress.Parse("fd00::3") }, (nameof(VxlanInfo.Remote), "fd00::3"));
        Check(new VxlanSettings { Remote = IPAddress.IPv6Any }, (nameof(VxlanInfo.Remote), null));
        Check(new VxlanSettings { Local = IPAddress.Parse("fd00::1"), FlowLabel = 77 }, (nameof(VxlanInfo.Local), "fd00::1"), (nameof(VxlanInfo.FlowLabel), 77));
        Check(new VxlanSettings { Underlying = pair.First }, (nameof(VxlanInfo.UnderlyingIndex), pair.First.Index));
        Check(new VxlanSettings { Fragmentation = TunnelFragmentation.Forbidden }, (nameof(VxlanInfo.Fragmentation), TunnelFragmentation.Forbidden));
        Check(new VxlanSettings { Learning = false, AgeingTime = TimeSpan.FromSeconds(7) }, (nameof(VxlanInfo.Learning), false), (nameof(VxlanInfo.AgeingTime), TimeSpan.FromSeconds(7)));
        Check(new VxlanSettings());

        void Check(VxlanSettings settings, params (string Name, object? Value)[] changes)
        {
            link.Set(settings).Should().BeSameAs(link);
            foreach ((string name, object? value) in changes)
            {
                expected.Set(name, value);
            }

            Facts.Of(link.Settings).Should().Equal(expected);
            VxlanOracle.ShouldAgree(link);
        }
    }

    [Fact]
    public void Mtu_and_settings_of_the_kind_change_together()
    {
        VxlanLink link = Add(Red, "vx0", new VxlanOptions(5) { UdpPort = 4789 });
        link.Set(new VxlanSettings { Mtu = 1300, TimeToLive = 3, Up = true, Alias = "outside" });
        link.Info.Mtu.Should().Be(1300);
        link.Info.Alias.Should().Be("outside");
        link.IsUp.Should().BeTrue();
        link.Settings.TimeToLive.Should().Be(3);
        LinkOracle.Find(Red, "vx0").Number("mtu").Should().Be(1300);
    }

    [Fact]
    public void Change_that_is_not_possible_changes_nothing_and_says_why()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        VxlanLink link = Add(Red, "vx0", new VxlanOptions(5) { Remote = IPAddress.Parse("192.0.2.1"), UdpPort = 4789 });
        VxlanInfo before = link.Settings;
        FluentActions.Invoking(() => link.Set(new VxlanOptions(6))).Should().Throw<ArgumentException>().WithMessage("VxlanOptions*VxlanSettings*");
        FluentActions.Invoking(() => link.Set(new VxlanSettings { Underlying = pair.Second })).Should().Throw<ArgumentException>().WithMessage($"*'{Blue}'*'{Red}'*");
        FluentActions.Invoking(() => pair.First.Set(new VxlanSettings { TimeToLive = 1 })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => link.Set(new VxlanSettings { Remote = IPAddress.Parse("fd00::1") })).Should().Throw<ArgumentException>()
            .WithMessage("The address fd00::1 is of another family than 192.0.2.1*");
        link.Refresh();
        link.Settings.Should().Be(before);
    }

    private static VxlanLink Add(NetNamespace netNamespace, string name, VxlanOptions options)
    {
        KindCheck.Require(netNamespace, new VxlanOptions(16777214) { UdpPort = 65535 });
        return netNamespace.Links.Add(name, options);
    }
}
