using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

/// <summary>Several threads change the same lab.</summary>
public sealed class RaceTests : LabTest
{
    // Many times as often as it takes to see a step that is not one.
    private const int Rounds = 20_000;

    private static readonly LinkConditions s_partitioned = new() { Partitioned = true };

    [Fact]
    public async Task Blocks_of_both_directions_are_kept()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        IConditionedLink pair = lab.Between(a, b);
        int lost = 0;
        AtOnce(() => lab.Block(a, b), () => lab.Block(b, a), () =>
        {
            lost += pair.Forward.Partitioned && pair.Backward.Partitioned ? 0 : 1;
            lab.Heal(a, b);
        });
        lost.Should().Be(0);
    }

    [Fact]
    public async Task A_step_of_a_scenario_keeps_what_another_thread_changes_meanwhile()
    {
        await using NetworkLab lab = new();
        LabLink link = lab.Connect(lab.AddHost("a"), lab.AddHost("b"));
        Task other = Task.CompletedTask;
        await lab.Scenario().Change(link, WireDirection.Backward, conditions =>
        {
            other = Task.Run(() => link.Set(lab["a"], c => c with { Loss = 0.5 }), Token);
            // It waits for this step, unless it is between the reading and the writing of it.
            other.Wait(TimeSpan.FromMilliseconds(300), Token);
            return conditions with { Delay = TimeSpan.FromMilliseconds(7) };
        }).RunAsync(Token);
        await other;
        link.Forward.Loss.Should().Be(0.5);
        link.Backward.Delay.Should().Be(TimeSpan.FromMilliseconds(7));
    }

    [Fact]
    public async Task A_partition_of_a_scenario_keeps_what_another_thread_changes_meanwhile()
    {
        await using NetworkLab lab = new();
        LabLink link = lab.Connect(lab.AddHost("a"), lab.AddHost("b"));
        Scenario partition = lab.Scenario().Partition(link), heal = lab.Scenario().Heal(link);
        int lost = 0;
        AtOnce(() => partition.RunAsync(Token).GetAwaiter().GetResult(), () => link.Set(c => c with { Loss = 0.5 }), () =>
        {
            lost += link.Forward == s_partitioned with { Loss = 0.5 } && link.Backward == link.Forward ? 0 : 1;
            link.Set(LinkConditions.None, LinkConditions.None);
        }, rounds: 5_000);
        lost.Should().Be(0);
    }

    [Fact]
    public async Task Rules_that_several_threads_add_are_all_kept()
    {
        await using NetworkLab lab = new();
        LabRouter router = lab.AddRouter("r");
        LabFirewallRule rule = new(LabFirewallAction.Accept);
        PortPublication publication = new(NatProtocol.Tcp, 80, IPAddress.Parse("10.0.0.2"), 80);
        int lost = 0;
        AtOnce(() => router.Filter(rule), () => router.Filter(rule), () =>
        {
            lost += router.Firewall.Count == 2 ? 0 : 1;
            router.ClearFirewall();
        });
        lost.Should().Be(0);
        AtOnce(() => router.Publish(publication), () => router.Publish(publication), () => { }, rounds: 2_000);
        router.Publications.Should().HaveCount(4_000);
    }

    [Fact]
    public async Task What_is_added_while_another_thread_creates_hosts_is_created_too()
    {
        await using NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan");
        LabHost first = lab.AddHost("first");
        lab.Connect(first, lan);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task user = Task.Run(
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    first.Namespace.Should().NotBeNull();
                }
            },
            Token);
        for (int i = 0; i < 60 && !user.IsCompleted; i++)
        {
            LabHost host = lab.AddHost($"host{i}");
            LabLink link = lab.Connect(host, lan);
            host.Namespace.Should().NotBeNull();
            link.First.Interface.Should().NotBeNull();
        }

        await end.CancelAsync();
        await user;
    }

    [Fact]
    public async Task A_lab_that_ends_while_another_thread_creates_it_leaves_nothing()
    {
        for (int round = 0; round < 20; round++)
        {
            NetworkLab lab = new();
            LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
            lab.Connect(a, b);
            Task<NetNamespace?> user = Task.Run(() =>
            {
                try
                {
                    return a.Namespace;
                }
                catch (ObjectDisposedException)
                {
                    return null;
                }
            });
            SpinWait.SpinUntil(() => a.Exists || user.IsCompleted, TimeSpan.FromSeconds(20));
            await lab.DisposeAsync();
            await user;
            foreach (NetNamespace created in new[] { a.Existing, b.Existing }.OfType<NetNamespace>())
            {
                created.Invoking(ns => ns.Links.List()).Should().Throw<ObjectDisposedException>();
            }
        }
    }

    /// <summary>Lets two threads do one thing each at the same time, again and again.</summary>
    private static void AtOnce(Action one, Action other, Action after, int rounds = Rounds)
    {
        using Barrier together = new(2, _ => { });
        Exception? failure = null;
        Thread second = new(() => Repeat(other, () => { }));
        second.Start();
        Repeat(one, after);
        second.Join();
        failure.Should().BeNull();

        void Repeat(Action action, Action then)
        {
            for (int i = 0; i < rounds; i++)
            {
                together.SignalAndWait();
                try
                {
                    action();
                }
                catch (Exception e)
                {
                    failure ??= e;
                }

                together.SignalAndWait();
                then();
            }
        }
    }
}
