using System.Collections.Concurrent;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Differential;

/// <summary>The plugins beside the reference ones: the same configurations, in namespaces of their own, must do the same.</summary>
/// <remarks>
/// Different on purpose everywhere: messages of errors and most of their codes; a failed ADD leaves nothing; hardware addresses; the alias of the host's
/// end; IPv6 addresses are not probed for duplicates; rules are those of nf_tables, which are not compared.
/// </remarks>
public sealed class ReferenceTests(ReferenceTests.Observations observations) : IClassFixture<ReferenceTests.Observations>
{
    /// <summary>The configurations that have another outcome on purpose, with the reason.</summary>
    private static readonly Dictionary<(string Plugin, string Difference), string> s_deliberate = new()
    {
        [("host-local", "'ipam':{'routes':[{'gw':'10.8.0.7'}]}")] = "The reference reports a route to nowhere, in a result that cannot be read.",
        [("host-local", "'ipam':{'ranges':null,'subnet':'0.0.0.0/0'}")] = "The reference finds no address in the largest subnet.",
        [("host-local", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.8.0.255'}")] = "The reference gives the address for broadcasts to a container.",
        [("host-local", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','gateway':'fd08::1'}")] = "The reference takes a gateway of the other family.",
        [("bridge", "'ipam':{'routes':[{'dst':'0.0.0.0/0'},{'dst':'0.0.0.0/0'}]}")] = "The reference fails to add a route twice.",
        [("bridge", "'ipam':{'routes':[{'dst':'192.0.2.9/24'}]}")] = "The kernel refuses bits after the prefix of the route of the reference.",
        [("bridge", "'ipam':{'ranges':[[{'subnet':'fd08::/64'}]]}")] = "The reference sets 'arp_notify', which is of IPv4, although there is no such address.",
        [("bridge", "'ipam':{'ranges':[[{'subnet':'fd08::/64'}]],'routes':[{'dst':'::/0'}]}")] = "The reference sets 'arp_notify', which is of IPv4, although there is no such address.",
        [("bridge", "'bridge':''")] = "An empty name is none.",
        [("bridge", "'isDefaultGateway':true,'ipam':{'routes':[{'dst':'0.0.0.0/0'}]}")] = "The reference adds its default route beside that of the address manager, and fails.",
        [("bridge", "'arguments':'MAC=02:00:00:00:00:07'")] = "The address manager of the reference does not know the argument.",
        [("bridge", "'runtimeConfig':{'mac':'02:00:00:00:00:07'},'arguments':'MAC=02:00:00:00:00:08'")] = "The address manager of the reference does not know the argument.",
        [("bridge", "'args':{'cni':{'mac':'02:00:00:00:00:07'}},'arguments':'MAC=02:00:00:00:00:08'")] = "The address manager of the reference does not know the argument.",
        [("ptp", "'ipam':{'routes':[{'dst':'0.0.0.0/0'},{'dst':'0.0.0.0/0'}]}")] = "The reference fails to add a route twice.",
        [("ptp", "'ipam':{'routes':[{'dst':'192.0.2.9/24'}]}")] = "The kernel refuses bits after the prefix of the route of the reference.",
        [("macvlan", "'arguments':'MAC=02:00:00:00:00:07'")] = "The address manager of the reference does not know the argument.",
        [("portmap", "")] = "CHECK of the reference does not find its own rules if iptables is that of nf_tables.",
        [("tuning", "'txQLen':777")] = "Version 1.1 of the reference does not have it.",
        [("tuning", "'mac':'02:00:00:00:00:07','mtu':1350,'promisc':true,'allmulti':true,'txQLen':500")] = "Version 1.1 of the reference does not have 'txQLen'.",
    };

    /// <summary>Those of the list that are differences from version 1.1 of the reference only: version 1.9 does the same.</summary>
    private static readonly HashSet<(string Plugin, string Difference)> s_mendedLater =
    [
        ("host-local", "'ipam':{'ranges':null,'subnet':'0.0.0.0/0'}"),
        ("portmap", ""),
        ("tuning", "'txQLen':777"),
        ("tuning", "'mac':'02:00:00:00:00:07','mtu':1350,'promisc':true,'allmulti':true,'txQLen':500"),
    ];

    public static TheoryData<string, string> All()
    {
        TheoryData<string, string> data = [];
        foreach ((string plugin, string difference) in Configurations.All())
        {
            data.Add(plugin, difference);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_configuration_does_the_same_as_with_the_reference(string plugin, string difference)
    {
        Require.Privileges();
        InstalledPrograms.SkipWhenMissing("ip");
        Assert.SkipUnless(File.Exists($"{Observation.ReferenceDirectory}/{plugin}"), "containernetworking-plugins is not installed.");
        (Observation own, Observation reference) = await observations.GetAsync(plugin, difference);
        own.Left.Should().BeEmpty();
        (own.Code == (int)CniErrorCode.Internal && !own.IsOfTheKernel).Should().BeFalse("what is wrong with a configuration has a code");
        bool isMended = observations.IsLaterReference && s_mendedLater.Contains((plugin, difference));
        if (!isMended && s_deliberate.TryGetValue((plugin, difference), out string? reason))
        {
            own.Seen.Should().NotBe(reference.Seen, $"the list says that it differs: {reason}");
            return;
        }

        own.Seen.Should().Be(reference.Seen);
    }

    /// <summary>All that is seen, several at the same time: programs mostly wait for the kernel.</summary>
    public sealed class Observations : IDisposable
    {
        private const int Threads = 4;

        private readonly ConcurrentQueue<(string, string)> _open = new(Configurations.All());
        private readonly ConcurrentDictionary<(string, string), TaskCompletionSource<(Observation, Observation)>> _all = new();
        private readonly Lock _start = new();
        private readonly Lazy<bool> _isLater = new(Observation.ReferenceKnowsStatus);
        private Thread[] _threads = [];

        /// <summary>Gets whether the reference is later than version 1.1.</summary>
        internal bool IsLaterReference => _isLater.Value;

        public void Dispose()
        {
            _open.Clear();
            Array.ForEach(_threads, thread => thread.Join());
        }

        internal Task<(Observation Own, Observation Reference)> GetAsync(string plugin, string difference)
        {
            lock (_start)
            {
                if (_threads.Length == 0)
                {
                    _threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(ObserveAll))];
                    Array.ForEach(_threads, thread => thread.Start());
                }
            }

            return Of((plugin, difference)).Task;
        }

        private void ObserveAll()
        {
            while (_open.TryDequeue(out (string Plugin, string Difference) next))
            {
                try
                {
                    Of(next).SetResult((Observation.Of(next.Plugin, next.Difference, isReference: false), Observation.Of(next.Plugin, next.Difference, isReference: true)));
                }
                catch (Exception e)
                {
                    Of(next).SetException(e);
                }
            }
        }

        private TaskCompletionSource<(Observation, Observation)> Of((string, string) key) => _all.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
