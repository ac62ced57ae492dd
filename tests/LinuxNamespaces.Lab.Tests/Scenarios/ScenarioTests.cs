using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

public sealed class ScenarioTests
{
    private static readonly LinkConditions s_slow = new() { Delay = TimeSpan.FromMilliseconds(10) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_are_taken_at_their_time()
    {
        VirtualTime time = new();
        FakeLink link = new("a") { Forward = s_slow };
        Scenario scenario = new Scenario(time)
            .After(2.Seconds()).Partition(link)
            .After(500.Milliseconds()).Change(link, WireDirection.Backward, conditions => conditions with { Loss = 0.5 })
            .After(1.Minutes()).Heal();
        scenario.ToString().Should().Be("+2.000 s: partition a\n+2.500 s: change a backward\n+62.500 s: heal a");
        Task run = scenario.RunAsync(Cancellation);
        Advance(time, 1.Seconds());
        link.Forward.Should().Be(s_slow);
        Advance(time, 1.Seconds());
        (link.Forward, link.Backward).Should().Be((s_slow with { Partitioned = true }, new LinkConditions { Partitioned = true }));
        Advance(time, 500.Milliseconds());
        (link.Forward, link.Backward).Should().Be((s_slow with { Partitioned = true }, new LinkConditions { Partitioned = true, Loss = 0.5 }));
        run.IsCompleted.Should().BeFalse();
        time.Advance(1.Minutes());
        await run;
        (link.Forward, link.Backward).Should().Be((s_slow, new LinkConditions { Loss = 0.5 }));
    }

    [Fact]
    public async Task A_scenario_can_be_ended()
    {
        using CancellationTokenSource end = new();
        FakeLink link = new("a");
        Task run = new Scenario(new VirtualTime()).After(1.Seconds()).Partition(link).RunAsync(end.Token);
        await end.CancelAsync();
        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        link.Forward.Partitioned.Should().BeFalse();
    }

    [Fact]
    public void A_seed_gives_the_same_scenario()
    {
        IConditionedLink[] links = [new FakeLink("a"), new FakeLink("b"), new FakeLink("c")];
        Scenario first = Scenario.Random(links, 60.Seconds(), seed: 5);
        first.Steps.Should().HaveCountGreaterThan(3);
        first.Steps[^1].Time.Should().BeLessThanOrEqualTo(60.Seconds());
        Scenario.Random(links, 60.Seconds(), seed: 5).ToString().Should().Be(first.ToString());
        Scenario.Random(links, 60.Seconds(), seed: 6).ToString().Should().NotBe(first.ToString());
    }

    [Fact]
    public async Task Random_faults_are_over_at_the_end()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            FakeLink link = new("a") { Forward = s_slow, Backward = s_slow };
            Scenario scenario = Scenario.Random([link], 60.Seconds(), seed);
            foreach (ScenarioStep step in scenario.Steps)
            {
                await step.TakeAsync(Cancellation);
            }

            (link.Forward, link.Backward, link.Changes).Should().Be((s_slow, s_slow, scenario.Steps.Count));
        }
    }

    [Fact]
    public async Task A_failure_has_the_seed_and_the_steps()
    {
        Scenario scenario = Scenario.Random([new FakeLink("a")], 1.Minutes(), seed: 77, new VirtualTime());
        ScenarioException e = (await FluentActions.Awaiting(() => scenario.RunWithAsync(_ => throw new InvalidOperationException("two leaders"), Cancellation))
            .Should().ThrowAsync<ScenarioException>().WithMessage("*two leaders*seed 77*")).Which;
        (e.Seed, e.InnerException).Should().Match<(ulong? Seed, Exception? Inner)>(all => all.Seed == 77 && all.Inner is InvalidOperationException);
    }

    [Fact]
    public async Task A_step_that_fails_ends_the_test()
    {
        Scenario scenario = new Scenario().Do("break", () => throw new InvalidOperationException("no link"));
        await FluentActions.Awaiting(() => scenario.RunWithAsync(token => Task.Delay(Timeout.Infinite, token), Cancellation)).Should().ThrowAsync<ScenarioException>().WithMessage("*no link*");
    }

    [Fact]
    public async Task The_scenario_ends_with_the_test()
    {
        VirtualTime time = new();
        await new Scenario(time).After(1.Seconds()).Partition(new FakeLink("a")).RunWithAsync(_ => Task.CompletedTask, Cancellation);
        time.Timers.Should().Be(0);
    }

    /// <summary>Advances the clock after the scenario has set a timer.</summary>
    private static void Advance(VirtualTime time, TimeSpan by)
    {
        SpinWait.SpinUntil(() => time.Timers > 0, TimeSpan.FromSeconds(20)).Should().BeTrue();
        int taken = time.Fired;
        time.Advance(by);
        if (time.Fired > taken)
        {
            // The next step waits when this one is taken.
            SpinWait.SpinUntil(() => time.Timers > 0, TimeSpan.FromSeconds(20)).Should().BeTrue();
        }
    }

    private sealed class FakeLink(string name) : IConditionedLink
    {
        public string Name => name;

        public LinkConditions Forward { get; set; } = LinkConditions.None;

        public LinkConditions Backward { get; set; } = LinkConditions.None;

        internal int Changes { get; private set; }

        public void Set(LinkConditions forward, LinkConditions backward)
        {
            (Forward, Backward) = (forward, backward);
            Changes++;
        }

        public void Change(Func<LinkConditions, LinkConditions> forward, Func<LinkConditions, LinkConditions> backward) => Set(forward(Forward), backward(Backward));
    }
}
