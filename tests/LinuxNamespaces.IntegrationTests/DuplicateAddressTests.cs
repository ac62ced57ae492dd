using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class DuplicateAddressTests : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);
    private readonly InterfaceAddress _address = InterfaceAddress.Parse("2001:db8::1/64");
    private readonly Link _red;
    private readonly Link _blue;

    public DuplicateAddressTests()
    {
        Require.Program("ip");
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0");
        _red = pair.First;
        _blue = pair.Second;
        // The kernel waits up to a second before it asks, and one for the answer.
        WaitForAnswers(milliseconds: 200);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_that_nobody_else_has_is_usable_after_the_wait()
    {
        // Long enough to be looked at by another program meanwhile.
        WaitForAnswers(milliseconds: 2000);
        _red.Up();
        _blue.Up();
        _red.AddAddress(_address);
        Address().IsTentative.Should().BeTrue();
        AddressOracle.Find(Red, "2001:db8::1").Flag("tentative").Should().BeTrue();
        Action early = () => Red.CreateBoundListenSocket(new IPEndPoint(_address.Address, 80));
        early.Should().Throw<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.AddressNotAvailable);

        await Task.WhenAll(_red.WaitForDuplicateAddressDetectionAsync(Cancellation), _red.WaitForDuplicateAddressDetectionAsync(Cancellation)).WaitAsync(s_long, Cancellation);
        _red.GetAddresses().Should().NotContain(address => address.IsTentative, "the link-local address is waited for too");
        AddressOracle.Find(Red, "2001:db8::1").Flag("tentative").Should().BeFalse();
        Red.CreateBoundListenSocket(new IPEndPoint(_address.Address, 80)).Dispose();
        AddressOracle.ShouldAgree(Red);
    }

    [Fact]
    public async Task Address_that_a_neighbour_has_is_told()
    {
        _red.Up();
        _blue.Up().AddAddress(_address with { Flags = AddressFlags.NoDuplicateAddressDetection });
        _red.AddAddress(_address);
        Func<Task> act = () => _red.WaitForDuplicateAddressDetectionAsync(Cancellation).WaitAsync(s_long, Cancellation);
        // While it is found out, and when it is known already.
        for (int round = 0; round < 2; round++)
        {
            LinuxException failure = (await act.Should().ThrowAsync<LinuxException>()).Which;
            failure.Errno.Should().Be(Errno.EADDRINUSE);
            failure.Target.Should().Be("2001:db8::1/64");
            failure.Message.Should().Be(
                $"Could not use address '2001:db8::1/64' on link 'eth0' in '{Red}': EADDRINUSE (Address already in use). A neighbour has the same address.");
        }

        AddressOracle.Find(Red, "2001:db8::1").Flag("dadfailed").Should().BeTrue();
        Address().Flags.Should().HaveFlag(AddressFlags.DuplicateAddressDetectionFailed);
        AddressOracle.ShouldAgree(Red);
        _red.DeleteAddress(_address);
        await _red.WaitForDuplicateAddressDetectionAsync(Cancellation).WaitAsync(s_long, Cancellation);
    }

    [Fact]
    public async Task Wait_ends_by_cancellation_or_time_out_while_the_link_is_down()
    {
        _red.AddAddress(_address);
        Address().IsTentative.Should().BeTrue();
        long start = Stopwatch.GetTimestamp();
        using CancellationTokenSource timeout = new(TimeSpan.FromMilliseconds(100));
        Func<Task> act = () => _red.WaitForDuplicateAddressDetectionAsync(timeout.Token).WaitAsync(s_long, Cancellation);
        (await act.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(timeout.Token);
        await act.Should().ThrowAsync<OperationCanceledException>("it is cancelled from the beginning");
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Wait_goes_on_when_the_link_comes_up()
    {
        _red.AddAddress(_address);
        Task wait = _red.WaitForDuplicateAddressDetectionAsync(Cancellation);
        await Task.Delay(100, Cancellation);
        wait.IsCompleted.Should().BeFalse();
        _red.Up();
        _blue.Up();
        await wait.WaitAsync(s_long, Cancellation);
        Address().IsTentative.Should().BeFalse();
    }

    [Fact]
    public async Task Wait_ends_when_the_link_goes()
    {
        _red.AddAddress(_address);
        Task wait = _red.WaitForDuplicateAddressDetectionAsync(Cancellation);
        await Task.Delay(100, Cancellation);
        Tool.Ip(Red, "link del eth0");
        Func<Task> act = () => wait.WaitAsync(s_long, Cancellation);
        (await act.Should().ThrowAsync<NetlinkException>()).Which.Errno.Should().Be(Errno.ENODEV);
    }

    [Fact]
    public async Task Addresses_that_need_no_detection_are_not_waited_for()
    {
        _red.AddAddress("10.0.0.1/24");
        _red.AddAddress(_address with { Flags = AddressFlags.NoDuplicateAddressDetection });
        Task wait = _red.WaitForDuplicateAddressDetectionAsync(Cancellation);
        wait.IsCompletedSuccessfully.Should().BeTrue();
        await wait;
        await Blue.Loopback.WaitForDuplicateAddressDetectionAsync(Cancellation).WaitAsync(s_long, Cancellation);
    }

    private void WaitForAnswers(int milliseconds) =>
        Tool.RunIn(Red, "sh", "-c", $"echo 0 >/proc/sys/net/ipv6/conf/eth0/router_solicitation_delay; echo {milliseconds} >/proc/sys/net/ipv6/neigh/eth0/retrans_time_ms");

    private InterfaceAddress Address() => _red.GetAddresses().Single(address => address.Address.Equals(_address.Address));
}
