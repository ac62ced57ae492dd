using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>Three nodes of DotNext.Net.Cluster.</summary>
public sealed class RaftTests : LabTestBase
{
    private readonly ConcurrentDictionary<string, long> _acknowledged = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [LabFact(Timeout = 120_000)]
    public async Task A_cluster_has_one_leader_a_term_and_loses_no_acknowledged_entry_through_partitions()
    {
        LabSwitch lan = Lab.AddSwitch("lan");
        LabHost[] hosts = [.. ((string[])["red", "green", "blue"]).Select(Lab.AddHost)];
        foreach (LabHost host in hosts)
        {
            Lab.Connect(host, lan);
        }

        await Lab.StartAsync(TestContext.Current.CancellationToken);
        using TemporaryDirectory directory = new();
        List<RaftNode> nodes = [];
        try
        {
            foreach (LabHost host in hosts)
            {
                nodes.Add(await RaftNode.StartAsync(host, hosts, Directory.CreateDirectory(Path.Combine(directory.Path, host.Name)), Token));
            }

            RaftNode? parted = null;
            await Lab.Scenario()
                .DoAsync("agree", token => AgreeAsync(nodes, null, token))
                .DoAsync("part the leader from the others", token => PartAsync(nodes, leader => parted = leader, oneWay: false, token))
                .DoAsync("agree without it", token => AgreeAsync(nodes, parted, token))
                .Do("heal", () => Heal(hosts))
                .DoAsync("agree again", token => AgreeAsync(nodes, null, token))
                .DoAsync("let the others not hear the leader", token => PartAsync(nodes, leader => parted = leader, oneWay: true, token))
                .DoAsync("agree without it", token => AgreeAsync(nodes, parted, token))
                .Do("heal", () => Heal(hosts))
                .DoAsync("agree again", token => AgreeAsync(nodes, null, token))
                .RunWithAsync(ct => WriteAsync(nodes, ct), Token);

            // Every node gets everything that was acknowledged.
            foreach (RaftNode node in nodes)
            {
                string[] missing = [.. _acknowledged.Keys];
                for (Stopwatch watch = Stopwatch.StartNew(); missing.Length > 0 && watch.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(5, Token))
                {
                    missing = [.. missing.Except(node.Entries.Select(entry => entry.Text))];
                }

                missing.Should().BeEmpty($"{node.Host.Name} has everything that was acknowledged");
            }

            AgreedEntry[][] histories = [.. nodes.Select(node => node.Entries.ToArray())];
            int common = histories.Min(history => history.Length);
            common.Should().BeGreaterThanOrEqualTo(_acknowledged.Count);
            foreach (AgreedEntry[] history in histories)
            {
                history[..common].Should().Equal(histories[0][..common]);
                history.GroupBy(entry => entry.Term).Should().AllSatisfy(term => term.Select(entry => entry.Text.Split(' ')[0]).Distinct().Should().ContainSingle($"term {term.Key} has one leader"));
            }

            histories[0].Select(entry => entry.Term).Distinct().Should().HaveCountGreaterThanOrEqualTo(3, "the leader changed twice");
        }
        finally
        {
            Heal(hosts);
            foreach (RaftNode node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    /// <summary>Adds entries by every node that takes itself for the leader, until the scenario has ended.</summary>
    private async Task WriteAsync(IReadOnlyList<RaftNode> nodes, CancellationToken cancellationToken)
    {
        TaskCompletionSource ended = new();
        Lab.Log.Added += (_, item) =>
        {
            if (item.Text == "agree again" && Lab.Log.Events.Count(other => other.Text == "agree again") == 2)
            {
                ended.TrySetResult();
            }
        };
        int number = 0;
        await Task.WhenAll(nodes.Select(async node =>
        {
            while (!ended.Task.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!node.IsLeader)
                {
                    await Task.Delay(5, cancellationToken);
                    continue;
                }

                string text = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture);
                long term = node.Term;
                using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                timeout.CancelAfter(TimeSpan.FromSeconds(2));
                if (await node.TryAddAsync(text, timeout.Token))
                {
                    _acknowledged.TryAdd($"{node.Host.Name} {text}", term);
                }
            }
        }));
    }

    private static async Task PartAsync(IReadOnlyList<RaftNode> nodes, Action<RaftNode> tell, bool oneWay, CancellationToken cancellationToken)
    {
        RaftNode leader = await WaitAsync(() => nodes.FirstOrDefault(node => node.IsLeader), cancellationToken);
        tell(leader);
        foreach (RaftNode other in nodes.Where(node => node != leader))
        {
            if (oneWay)
            {
                leader.Host.Lab.Block(leader.Host, other.Host);
            }
            else
            {
                leader.Host.Lab.Partition(leader.Host, other.Host);
            }
        }
    }

    /// <summary>Waits until entries are acknowledged that were added after now.</summary>
    private async Task AgreeAsync(IReadOnlyList<RaftNode> nodes, RaftNode? without, CancellationToken cancellationToken)
    {
        HashSet<string> before = [.. _acknowledged.Keys];
        string[] names = [.. nodes.Where(node => node != without).Select(node => node.Host.Name)];
        await WaitAsync(() => _acknowledged.Keys.Except(before).Count(text => names.Contains(text.Split(' ')[0])) >= 3 ? this : null, cancellationToken);
    }

    private static void Heal(LabHost[] hosts)
    {
        for (int i = 0; i < hosts.Length; i++)
        {
            hosts[i].Lab.Heal(hosts[i], hosts[(i + 1) % hosts.Length]);
        }
    }

    private static async Task<T> WaitAsync<T>(Func<T?> find, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            if (find() is { } found)
            {
                return found;
            }

            await Task.Delay(5, cancellationToken);
        }
    }
}
