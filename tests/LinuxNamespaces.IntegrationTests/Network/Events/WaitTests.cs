using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

[Collection("The kernel")]
public sealed class WaitTests : KernelTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly Link _red;
    private readonly Link _blue;

    public WaitTests()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0");
        _red = pair.First;
        _blue = pair.Second;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Carrier_is_waited_for()
    {
        _red.Up();
        Task<LinkInfo> carrier = _red.WaitForCarrierAsync(Cancellation);
        Task<LinkInfo> up = _red.WaitUntilUpAsync(Cancellation);
        carrier.IsCompleted.Should().BeFalse("the peer is down");
        up.IsCompleted.Should().BeFalse("the peer is down");
        _blue.Up();
        (await carrier.WaitAsync(s_limit, Cancellation)).Carrier.Should().BeTrue();
        (await up.WaitAsync(s_limit, Cancellation)).OperationalState.Should().Be(LinkOperationalState.Up);
        _red.IsUp.Should().BeTrue();
        _red.WaitForCarrierAsync(Cancellation).IsCompletedSuccessfully.Should().BeTrue("nothing is to be waited for");
        await Red.Loopback.Up().WaitUntilUpAsync(Cancellation).WaitAsync(s_limit, Cancellation);
    }

    [Fact]
    public async Task Any_state_of_a_link_is_waited_for()
    {
        Task<LinkInfo> wait = _red.WaitUntilAsync(info => info.Mtu == 1400, Cancellation);
        Tool.Ip(Red, "link set eth0 mtu 1300", "link set eth0 mtu 1400");
        (await wait.WaitAsync(s_limit, Cancellation)).Mtu.Should().Be(1400);
        _red.Info.Mtu.Should().Be(1400);
    }

    [Fact]
    public async Task Wait_for_a_link_ends_when_it_is_gone()
    {
        Task gone = _red.WaitUntilGoneAsync(Cancellation);
        Task<LinkInfo> carrier = _red.WaitForCarrierAsync(Cancellation);
        gone.IsCompleted.Should().BeFalse();
        Tool.Ip(Red, "link del eth0", "link add eth0 type bridge");
        await gone.WaitAsync(s_limit, Cancellation);
        Func<Task> act = () => carrier.WaitAsync(s_limit, Cancellation);
        (await act.Should().ThrowAsync<NetlinkException>()).Which.Errno.Should().Be(Errno.ENODEV);
        await _red.WaitUntilGoneAsync(Cancellation).WaitAsync(s_limit, Cancellation);
        await Red.Links.Get("eth0").WaitUntilAsync(info => info.Kind == "bridge", Cancellation).WaitAsync(s_limit, Cancellation);
    }

    [Fact]
    public async Task Address_is_waited_for_until_it_is_usable()
    {
        _red.Up();
        _blue.Up();
        IPAddress address = IPAddress.Parse("2001:db8::1");
        Task<InterfaceAddress> wait = _red.WaitForAddressAsync(address, Cancellation);
        Task<InterfaceAddress> four = _red.WaitForAddressAsync(IPAddress.Parse("10.0.0.1"), Cancellation);
        wait.IsCompleted.Should().BeFalse();
        Tool.Ip(Red, "addr add 2001:db8::1/64 dev eth0", "addr add 10.0.0.1/24 dev eth0");
        (await four.WaitAsync(s_limit, Cancellation)).PrefixLength.Should().Be(24);
        InterfaceAddress found = await wait.WaitAsync(s_limit, Cancellation);
        found.IsTentative.Should().BeFalse();
        found.PrefixLength.Should().Be(64);
        AddressOracle.Find(Red, "2001:db8::1").Flag("tentative").Should().BeFalse();
    }

    [Fact]
    public async Task Address_that_a_neighbour_has_ends_the_wait()
    {
        IPAddress address = IPAddress.Parse("2001:db8::1");
        _red.Up();
        _blue.Up().AddAddress(new InterfaceAddress(address, 64) { Flags = AddressFlags.NoDuplicateAddressDetection });
        Task<InterfaceAddress> wait = _red.WaitForAddressAsync(address, Cancellation);
        _red.AddAddress(new InterfaceAddress(address, 64));
        Func<Task> act = () => wait.WaitAsync(s_limit, Cancellation);
        (await act.Should().ThrowAsync<LinuxException>()).Which.Errno.Should().Be(Errno.EADDRINUSE);
    }

    [Fact]
    public async Task Neighbour_is_waited_for()
    {
        _red.Up().AddAddress("10.0.0.1/24");
        _blue.Up().AddAddress("10.0.0.2/24");
        Task<Neighbour> wait = _red.WaitForNeighbourAsync(IPAddress.Parse("10.0.0.2"), Cancellation);
        wait.IsCompleted.Should().BeFalse("no packet is sent to it");
        await Red.PingAsync(IPAddress.Parse("10.0.0.2"), cancellationToken: Cancellation);
        (await wait.WaitAsync(s_limit, Cancellation)).LinkLayerAddress.Should().Be(_blue.Info.Address);
        Red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.0.0.9")) { LinkIndex = _red.Index, LinkLayerAddress = PhysicalAddress.Parse("02-00-00-00-00-09") });
        (await _red.WaitForNeighbourAsync(IPAddress.Parse("10.0.0.9"), Cancellation)).State.Should().Be(NeighbourState.Permanent);
    }

    [Fact]
    public async Task Any_state_of_a_namespace_is_waited_for()
    {
        Task<NetworkSnapshot> wait = Red.WaitUntilAsync(now => now.FindLink("br0") is { } bridge && now.GetAddresses(bridge.Index).Count > 0, Cancellation);
        wait.IsCompleted.Should().BeFalse();
        Tool.Ip(Red, "link add br0 type bridge", "addr add 10.3.0.1/24 dev br0");
        (await wait.WaitAsync(s_limit, Cancellation)).FindLink("br0").Should().NotBeNull();
    }

    [Fact]
    public async Task Waits_are_cancelled_and_leave_no_socket()
    {
        int before = TestTools.Leaks.Sockets();
        using CancellationTokenSource soon = new();
        Task[] waits =
        [
            _red.WaitForCarrierAsync(soon.Token), _red.WaitUntilGoneAsync(soon.Token), _red.WaitForAddressAsync(IPAddress.Parse("10.0.0.9"), soon.Token),
            _red.WaitForNeighbourAsync(IPAddress.Parse("10.0.0.9"), soon.Token), Red.WaitUntilAsync(_ => false, soon.Token),
        ];
        await soon.CancelAsync();
        foreach (Task wait in waits)
        {
            Func<Task> act = () => wait.WaitAsync(s_limit, Cancellation);
            (await act.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(soon.Token);
        }

        (await TestTools.Leaks.SocketsAfterAsync(before, Cancellation)).Should().BeLessThanOrEqualTo(before);
    }

    [Fact]
    public async Task Condition_that_fails_ends_the_wait()
    {
        Func<Task> act = () => Red.WaitUntilAsync(_ => throw new InvalidTimeZoneException(), Cancellation);
        await act.Should().ThrowAsync<InvalidTimeZoneException>();
    }
}
