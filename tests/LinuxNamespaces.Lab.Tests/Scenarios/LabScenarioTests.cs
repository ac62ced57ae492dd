using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>Scenarios of a lab that runs.</summary>
public sealed class LabScenarioTests : LabTest
{
    [Fact]
    public async Task A_client_of_Kestrel_lives_through_loss_and_a_partition()
    {
        CancellationToken ct = Token;
        await using NetworkLab lab = await NetworkLab.CreateAsync(cancellationToken: ct);
        LabHost web = lab.AddHost("web"), client = lab.AddHost("client");
        LabSwitch lan = lab.AddSwitch("lan", "10.0.1.0/24");
        lab.Connect(web, lan);
        LabLink uplink = lab.Connect(client, lan, new() { Delay = TimeSpan.FromMilliseconds(20), Loss = 0.01, Seed = 42 });

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenAnyIP(5000));
        builder.WebHost.UseSockets(o => o.CreateBoundListenSocket = web.CreateBoundListenSocket);
        await using WebApplication server = builder.Build();
        server.Run(context => context.Response.WriteAsync("hello"));
        await server.StartAsync(ct);
        using HttpClient http = client.CreateHttpClient();
        Uri page = new("http://web:5000");
        Stopwatch watch = Stopwatch.StartNew();
        (await http.GetStringAsync(page, ct)).Should().Be("hello");
        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromMilliseconds(80), "the connection and the request take two ways each");

        uplink.Set(c => c with { Loss = 1 });
        await http.Awaiting(_ => GetWithinAsync(http, page, TimeSpan.FromMilliseconds(300))).Should().ThrowAsync<OperationCanceledException>();
        uplink.Set(c => c with { Loss = 0.01 });

        TaskCompletionSource parted = new(), healed = new();
        Task<string>? waiting = null;
        lab.Log.Added += (_, item) => (item.Kind switch { "partitioned" => parted, "healed" => healed, _ => null })?.TrySetResult();
        (await http.GetStringAsync(page, ct)).Should().Be("hello");
        await lab.Scenario().After(200.Milliseconds()).Partition(client, web).Do("ask", Ask).After(500.Milliseconds()).Heal().RunAsync(ct);
        healed.Task.IsCompleted.Should().BeTrue();
        (await waiting!).Should().Be("hello", "TCP sends again what was lost");
        lab.Log.Events.Where(item => item.Kind == "step").Select(item => item.Text).Should().Equal("partition client - web", "ask", "heal client - web");

        void Ask()
        {
            parted.Task.IsCompleted.Should().BeTrue();
            healed.Task.IsCompleted.Should().BeFalse();
            waiting = http.GetStringAsync(page, ct);
        }
    }

    [Fact]
    public async Task Steps_of_each_kind_are_taken_and_ended()
    {
        await using NetworkLab lab = new(new NetworkLabOptions { Seed = 3 });
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabLink link = lab.Connect(a, b);
        await lab.StartAsync(Token);
        await using Processes.NamespaceProcess sleep = a.Start("sleep", "1000");
        Scenario scenario = lab.Scenario().Block(a, b).Block(link, WireDirection.Backward).Isolate(b).Unplug(link).Plug(link).Kill(a)
            .Do("look", () =>
            {
                (link.Forward.Partitioned, link.Backward.Partitioned, link.IsPlugged).Should().Be((true, true, true));
                lab.Between(a, b).Forward.Partitioned.Should().BeTrue();
            })
            .Heal();
        scenario.ToString().Should().Be(
            "+0.000 s: block a - b forward\n+0.000 s: block a-b backward\n+0.000 s: partition a-b\n+0.000 s: unplug a-b\n+0.000 s: plug a-b\n+0.000 s: kill the programs of a\n+0.000 s: look\n+0.000 s: heal a - b, a-b");
        await scenario.RunAsync(Token);
        sleep.HasExited.Should().BeTrue();
        (link.Forward, link.Backward).Should().Be((LinkConditions.None, LinkConditions.None));
        lab.Between(a, b).Forward.Should().Be(LinkConditions.None);
        await a.Ports[0].Interface.WaitUntilUpAsync(Token);
        (await a.PingAsync("b", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task The_seed_of_a_failure_repeats_it()
    {
        string first = await FailAsync(null);
        ulong seed = ulong.Parse(first.Split("The seed ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        (await FailAsync(seed)).Should().Be(first);
        (await FailAsync(seed + 1)).Should().NotBe(first);
    }

    [Fact]
    public void A_random_scenario_has_faults_on_links_and_between_hosts()
    {
        NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan");
        lab.Connect(lab.AddHost("a"), lan);
        lab.Connect(lab.AddHost("b"), lan);
        lab.Connect(lab.AddHost("c"), lan);
        string[] steps = [.. Enumerable.Range(1, 20).SelectMany(seed => lab.RandomScenario(60.Seconds(), (ulong)seed).Steps).Select(step => step.Description)];
        steps.Should().Contain("partition a - b").And.Contain("partition a-lan").And.Contain("heal b - c").And.Contain("block c-lan forward");
        new NetworkLab().Invoking(empty => empty.RandomScenario(1.Seconds())).Should().Throw<InvalidOperationException>();
    }

    /// <summary>A test that fails when two hosts of a lab cannot reach each other, under faults by chance.</summary>
    private static async Task<string> FailAsync(ulong? seed)
    {
        VirtualTime time = new();
        await using NetworkLab lab = new(new NetworkLabOptions { TimeProvider = time });
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabLink link = lab.Connect(a, b);
        Scenario chaos = lab.RandomScenario(60.Seconds(), seed);
        lab.Log.Events.Should().BeEmpty();
        int steps = 0;
        chaos.StepTaken += (_, _) => Interlocked.Increment(ref steps);
        ScenarioException failure = (await chaos.Awaiting(item => item.RunWithAsync(async token =>
        {
            while (!link.Forward.Partitioned && !lab.Between(a, b).Forward.Partitioned && Volatile.Read(ref steps) < chaos.Steps.Count)
            {
                // A step is due when the scenario waits for it.
                int taken = Volatile.Read(ref steps);
                await WaitAsync(() => time.Timers > 0, token);
                time.Advance(chaos.Steps[taken].Time - TimeSpan.FromTicks(time.GetTimestamp()));
                await WaitAsync(() => Volatile.Read(ref steps) > taken, token);
            }

            throw new InvalidOperationException("a does not reach b");
        }, Token)).Should().ThrowAsync<ScenarioException>()).Which;
        lab.Log.Events[0].Should().Match<LabEvent>(item => item.Kind == "scenario" && item.Text!.EndsWith($"seed {chaos.Seed}"));
        return failure.Message;
    }

    private static async Task WaitAsync(Func<bool> condition, CancellationToken token)
    {
        while (!condition())
        {
            await Task.Delay(1, token);
        }
    }

    private static async Task<string> GetWithinAsync(HttpClient http, Uri page, TimeSpan time)
    {
        using CancellationTokenSource end = new(time);
        return await http.GetStringAsync(page, end.Token);
    }
}
