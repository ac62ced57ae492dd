using System.Diagnostics;
using System.Text;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Plugins;

/// <summary>The program itself, run by the runtime, and killed.</summary>
public sealed class ProcessTests : PluginTest
{
    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CniNetwork Network => CniNetwork.Parse(Encoding.UTF8.GetBytes("""
        {"cniVersion":"1.1.0","name":"net","plugins":[
          {"type":"bridge","bridge":"br0","isGateway":true,"ipMasq":true,"ipam":IPAM},
          {"type":"portmap","capabilities":{"portMappings":true}}]}
        """.Replace("IPAM", Ipam, StringComparison.Ordinal)));

    [Fact]
    public async Task The_runtime_runs_a_whole_network()
    {
        CniRuntime runtime = Runtime(TimeSpan.FromMinutes(1));
        CniAttachment attachment = Attachment("c1", Pod);
        await runtime.CheckStatusAsync(Network, Cancellation);
        CniResult result = await runtime.AddAsync(Network, attachment, Cancellation);
        result.Interfaces.Should().HaveCount(3);
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Rules(Host).Should().Contain("dnat");
        await runtime.CheckAsync(Network, attachment, Cancellation);
        await runtime.DeleteAsync(Network, attachment, Cancellation);
        await runtime.DeleteAsync(Network, attachment, Cancellation);
        AssertNothingLeft(Pod);
        (await runtime.GetVersionAsync("bridge", Cancellation)).SupportedVersions.Should().Contain("1.1.0");
    }

    [Fact]
    public async Task Programs_that_are_killed_at_any_moment_leave_nothing_after_garbage_collection()
    {
        CniRuntime whole = Runtime(TimeSpan.FromMinutes(1));
        Random random = new(20);
        (TimeSpan add, TimeSpan delete) = await MeasureAsync(whole, Network);
        for (int i = 0; i < Kills.Count(usual: 12); i++)
        {
            using NetNamespace pod = NetNamespace.Create();
            CniAttachment attachment = Attachment($"c{i}", pod);
            // The second half of an ADD is where things are made; a DEL of the other half is cut short as well.
            await TryAsync(() => Runtime(add * random.NextDouble()).AddAsync(Network, attachment, Cancellation));
            await TryAsync(() => Runtime(delete * random.NextDouble()).DeleteAsync(Network, attachment, Cancellation));
            Reserved().Where(name => new FileInfo($"{DirectoryPath}/networks/net/{name}").Length == 0).Should().BeEmpty();
            await whole.CollectGarbageAsync(Network, [], Cancellation);
            AssertNothingLeft(pod);
        }
    }

    [Fact]
    public async Task Programs_that_are_killed_at_any_moment_leave_nothing_after_the_next_container()
    {
        // With one address, which the next container takes back: nobody calls DEL or GC for the one before.
        string text = Encoding.UTF8.GetString(Network.Text.Span).Replace("10.9.0.0/24", "10.9.0.0/30", StringComparison.Ordinal);
        CniNetwork small = CniNetwork.Parse(Encoding.UTF8.GetBytes(text));
        CniRuntime whole = Runtime(TimeSpan.FromMinutes(1));
        Random random = new(22);
        (TimeSpan add, TimeSpan delete) = await MeasureAsync(whole, small);
        for (int i = 0; i < Kills.Count(usual: 8); i++)
        {
            using (NetNamespace pod = NetNamespace.Create())
            {
                CniAttachment attachment = Attachment($"c{i}", pod);
                await TryAsync(() => Runtime(add * random.NextDouble()).AddAsync(small, attachment, Cancellation));
                await TryAsync(() => Runtime(delete * random.NextDouble()).DeleteAsync(small, attachment, Cancellation));
            }

            // The kernel removes a namespace in its own time, and links with it.
            SpinWait.SpinUntil(() => Host.Links.List().All(link => !link.Name.StartsWith("veth", StringComparison.Ordinal)), TimeSpan.FromSeconds(30)).Should().BeTrue();
            using NetNamespace next = NetNamespace.Create();
            CniAttachment another = Attachment($"next{i}", next);
            (await whole.AddAsync(small, another, Cancellation)).Addresses[0].Address.ToString().Should().Be("10.9.0.2");
            Rules(Host).Should().Contain($"cni net next{i} ").And.NotContain($"cni net c{i} ");
            await whole.DeleteAsync(small, another, Cancellation);
            AssertNothingLeft(next);
        }
    }

    [Fact]
    public async Task A_killed_add_does_not_keep_the_next_from_working()
    {
        CniRuntime whole = Runtime(TimeSpan.FromMinutes(1));
        Random random = new(21);
        (TimeSpan add, _) = await MeasureAsync(whole, Network);
        for (int i = 0; i < Kills.Count(usual: 5); i++)
        {
            using NetNamespace pod = NetNamespace.Create();
            CniAttachment attachment = Attachment($"c{i}", pod);
            await TryAsync(() => Runtime(add * (0.2 + (0.8 * random.NextDouble()))).AddAsync(Network, attachment, Cancellation));
            await whole.DeleteAsync(Network, attachment, Cancellation);
            await whole.AddAsync(Network, attachment, Cancellation);
            await whole.DeleteAsync(Network, attachment, Cancellation);
            AssertNothingLeft(pod);
        }
    }

    /// <summary>Measures how long one plugin takes, so that it is killed within its time.</summary>
    private async Task<(TimeSpan Add, TimeSpan Delete)> MeasureAsync(CniRuntime runtime, CniNetwork network)
    {
        CniAttachment attachment = Attachment("measured", Pod);
        long start = Stopwatch.GetTimestamp();
        await runtime.AddAsync(network, attachment, Cancellation);
        TimeSpan add = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        await runtime.DeleteAsync(network, attachment, Cancellation);
        return (add / network.PluginTypes.Count, Stopwatch.GetElapsedTime(start) / network.PluginTypes.Count);
    }

    private void AssertNothingLeft(NetNamespace pod)
    {
        LinkNames(pod).Should().Equal("lo");
        LinkNames(Host).Should().OnlyContain(name => name == "lo" || name == "br0");
        Reserved().Should().BeEmpty();
        Rules(Host).Should().NotContain("cni net");
    }

    private static async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (CniException e) when (e.Code == CniErrorCode.TryAgainLater)
        {
            // Killed.
        }
    }

    private CniRuntime Runtime(TimeSpan timeout) => new(new CniRuntimeOptions
    {
        PluginDirectories = [Directory.Exists(DirectoryPath + "/bin") ? DirectoryPath + "/bin" : ProgramDirectory.Create(DirectoryPath)],
        CacheDirectory = DirectoryPath + "/cache",
        HostNamespace = Host,
        // Of all moments also the first.
        Timeout = timeout > TimeSpan.FromMilliseconds(1) ? timeout : TimeSpan.FromMilliseconds(1),
    });

    private static CniAttachment Attachment(string id, NetNamespace pod) => new(id, Paths.Of(pod))
    {
        Capabilities = { ["portMappings"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]""") },
    };
}
