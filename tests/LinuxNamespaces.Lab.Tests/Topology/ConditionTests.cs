using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

/// <summary>Conditions of the links of a lab, with each kind of wire.</summary>
public sealed class ConditionTests : LabTest
{
    public enum Ends
    {
        Hosts,
        Switch,
        Switches,
    }

    [Theory]
    [InlineData(Ends.Hosts)]
    [InlineData(Ends.Switch)]
    [InlineData(Ends.Switches)]
    public async Task A_partition_of_a_running_lab_stops_packets_and_its_end_lets_them_pass(Ends ends)
    {
        await using NetworkLab lab = new();
        LabLink link = Connect(lab, ends, null, null);
        await lab.StartAsync(Token);
        (await PingAsync(lab)).Received.Should().Be(3);
        link.Set(c => c with { Partitioned = true });
        (await PingAsync(lab)).Received.Should().Be(0);
        link.Set(c => c with { Partitioned = false });
        (await PingAsync(lab)).Received.Should().Be(3);
        link.WireKind.Should().NotBe(LabWireKind.Auto);
    }

    [Theory]
    [InlineData(Ends.Hosts)]
    [InlineData(Ends.Switch)]
    [InlineData(Ends.Switches)]
    public async Task A_managed_wire_delays_both_ways(Ends ends)
    {
        await using NetworkLab lab = new();
        LabLink link = Connect(lab, ends, new LinkConditions { Delay = TimeSpan.FromMilliseconds(30), Seed = 1 }, null);
        await lab.StartAsync(Token);
        link.WireKind.Should().Be(LabWireKind.Managed);
        link.Wire.Should().NotBeNull();
        PingResult result = await PingAsync(lab);
        result.Received.Should().Be(3);
        result.MinRoundTripTime.Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(60));
    }

    [Fact]
    public async Task A_direction_can_fail_alone()
    {
        await using NetworkLab lab = new();
        LabLink link = Connect(lab, Ends.Switch, null, new LabLinkOptions { Wire = LabWireKind.Managed });
        await lab.StartAsync(Token);
        (await PingAsync(lab)).Received.Should().BeGreaterThan(0, "the hosts know the addresses of each other then");
        link.Set(lab["b"], c => c with { Loss = 1 });
        using UdpClient a = lab["a"].CreateUdpClient(9), b = lab["b"].CreateUdpClient(9);
        await b.SendAsync("lost"u8.ToArray(), new IPEndPoint(lab["a"].Address, 9), Token);
        while (link.Wire!.GetStatistics(WireDirection.Forward).DroppedBy(WireDrop.Loss) == 0)
        {
            await Task.Delay(1, Token);
        }

        link.Set(lab["b"], c => c with { Loss = 0 });
        await b.SendAsync("comes"u8.ToArray(), new IPEndPoint(lab["a"].Address, 9), Token);
        (await a.ReceiveAsync(Token)).Buffer.Should().Equal("comes"u8.ToArray());
    }

    [Fact]
    public async Task Much_data_passes_a_managed_wire_between_a_host_and_a_switch()
    {
        await using NetworkLab lab = new(new NetworkLabOptions { Seed = 7 });
        LabLink link = Connect(lab, Ends.Switch, new LinkConditions { Delay = TimeSpan.FromMilliseconds(1) }, null);
        link.Options.Wire.Should().Be(LabWireKind.Auto);
        await lab.StartAsync(Token);
        link.WireKind.Should().Be(LabWireKind.Managed, "the lab has a seed");
        using Socket listener = lab["b"].Listen();
        using Socket sender = await lab["a"].ConnectAsync("b", ((IPEndPoint)listener.LocalEndPoint!).Port, Token);
        using Socket receiver = await listener.AcceptAsync(Token);
        byte[] sent = new byte[1 << 20];
        new Random(1).NextBytes(sent);
        Task sending = Task.Run(async () =>
        {
            using NetworkStream output = new(sender);
            await output.WriteAsync(sent, Token);
        }, Token);
        byte[] received = new byte[sent.Length];
        using NetworkStream input = new(receiver);
        await input.ReadExactlyAsync(received, Token);
        await sending;
        received.AsSpan().SequenceEqual(sent).Should().BeTrue();
    }

    [Fact]
    public async Task A_cable_with_a_managed_wire_is_pulled_and_plugged_in()
    {
        await using NetworkLab lab = new();
        LabLink link = Connect(lab, Ends.Hosts, null, new LabLinkOptions { Wire = LabWireKind.Managed });
        await lab.StartAsync(Token);
        link.Unplug();
        await lab["a"].Ports[0].Interface.WaitUntilAsync(info => (info.Flags & LinkFlags.LowerUp) == 0, Token);
        link.Plug();
        await lab["a"].Ports[0].Interface.WaitUntilUpAsync(Token);
        await lab["b"].Ports[0].Interface.WaitUntilUpAsync(Token);
        (await PingAsync(lab)).Received.Should().BeGreaterThan(0);
    }

    private static Task<PingResult> PingAsync(NetworkLab lab) =>
        lab["a"].PingAsync("b", new EchoOptions { Count = 3, Interval = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromMilliseconds(1500) }, Token);

    /// <summary>Connects the hosts a and b by a link of some kind.</summary>
    private static LabLink Connect(NetworkLab lab, Ends ends, LinkConditions? conditions, LabLinkOptions? options)
    {
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        if (ends == Ends.Hosts)
        {
            return lab.Connect(a, b, conditions, options);
        }

        LabSwitch one = lab.AddSwitch("one");
        if (ends == Ends.Switch)
        {
            lab.Connect(a, one);
            return lab.Connect(b, one, conditions, options);
        }

        LabSwitch other = lab.AddSwitch("other");
        lab.Connect(a, one);
        LabLink trunk = lab.Connect(one, other, conditions, options);
        lab.Connect(b, other);
        return trunk;
    }
}
