namespace LinuxNamespaces.Lab;

/// <content>Random scenarios, which a seed repeats.</content>
public sealed partial class Scenario
{
    // A fault and a pause have these times on average, as parts of the whole.
    private const double MeanPart = 0.1;

    private enum Fault
    {
        Partition,
        OneWay,
        Loss,
        Delay,
    }

    /// <summary>Creates a scenario of random faults: partitions, one-way partitions, losses and delays, one after the other, each on a random link. Between two hosts there are partitions only.</summary>
    /// <param name="links">The links, in an order that is the same in each run.</param>
    /// <param name="length">How long the scenario takes. All faults are over at its end.</param>
    /// <param name="seed">The seed; a random one if <see langword="null"/>. The same seed, links and length give the same scenario.</param>
    /// <param name="timeProvider">The clock; that of the system if <see langword="null"/>.</param>
    /// <returns>The scenario.</returns>
    /// <exception cref="ArgumentException">There are no links.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    /// <example>
    /// <code>
    /// Scenario chaos = Scenario.Random(links, 30.Seconds());
    /// await chaos.RunWithAsync(ct => WriteAndReadEntriesAsync(ct), cancellationToken);   // A failure has the seed in its message.
    /// </code>
    /// </example>
    public static Scenario Random(IReadOnlyList<IConditionedLink> links, TimeSpan length, ulong? seed = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        if (links.Count == 0)
        {
            throw new ArgumentException("Faults need links.", nameof(links));
        }

        Scenario scenario = new(timeProvider) { Seed = seed ?? (ulong)System.Random.Shared.NextInt64() };
        WireRandom random = new(scenario.Seed.Value, WireDirection.Forward);
        for (int i = 0; ; i++)
        {
            TimeSpan pause = Part(i, WireRandom.Purpose.Duplication);
            TimeSpan duration = Part(i, WireRandom.Purpose.Jitter);
            if (scenario._time + pause + duration > length)
            {
                return scenario;
            }

            IConditionedLink link = links[(int)(random.Bits(i, WireRandom.Purpose.BurstState) % (ulong)links.Count)];
            double strength = random.Next(i, WireRandom.Purpose.Reordering);
            ulong faults = link is HostPair ? 2UL : 4;
            scenario.After(pause).Begin((Fault)(random.Bits(i, WireRandom.Purpose.Loss) % faults), link, strength, duration);
        }

        TimeSpan Part(long number, WireRandom.Purpose purpose) => length * (-MeanPart * Math.Log(1 - random.Next(number, purpose)));
    }

    /// <summary>Runs a test, and the scenario beside it. The scenario ends with the test.</summary>
    /// <param name="test">The test. Its token ends it when a step fails, or when <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <returns>A task that ends with the test.</returns>
    /// <exception cref="ScenarioException">The test or a step failed. The message has the seed, and the steps that were taken.</exception>
    /// <exception cref="OperationCanceledException">Both were ended.</exception>
    public async Task RunWithAsync(Func<CancellationToken, Task> test, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        List<ScenarioStep> taken = [];
        void Note(object? sender, ScenarioStep step)
        {
            lock (taken)
            {
                taken.Add(step);
            }
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        StepTaken += Note;
        try
        {
            Task faults = RunAsync(end.Token);
            Task tested = test(end.Token);
            await Task.WhenAny(tested, faults.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default)).ConfigureAwait(false);
            if (!tested.IsCompleted && faults.IsFaulted)
            {
                await end.CancelAsync().ConfigureAwait(false);
                await Task.WhenAny(tested).ConfigureAwait(false);
                await faults.ConfigureAwait(false);
            }

            await tested.ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(faults).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await end.CancelAsync().ConfigureAwait(false);
            lock (taken)
            {
                throw new ScenarioException(Seed, [.. taken], e);
            }
        }
        finally
        {
            StepTaken -= Note;
        }
    }

    private void Begin(Fault fault, IConditionedLink link, double strength, TimeSpan duration)
    {
        switch (fault)
        {
            case Fault.Partition:
                Partition(link).After(duration).Heal(link);
                break;
            case Fault.OneWay:
                WireDirection direction = strength < 0.5 ? WireDirection.Forward : WireDirection.Backward;
                Block(link, direction).After(duration).Heal(link);
                break;
            case Fault.Loss:
                double loss = Math.Round(strength / 2, 3);
                Temporarily(link, conditions => conditions with { Loss = loss, BurstLoss = null }, FormattableString.Invariant($"lose {loss:P1} on {link.Name}"), duration);
                break;
            default:
                TimeSpan delay = TimeSpan.FromMilliseconds(Math.Round(500 * strength));
                Temporarily(link, conditions => conditions with { Delay = delay, Reordering = 0 }, FormattableString.Invariant($"delay {link.Name} by {delay.TotalMilliseconds} ms"), duration);
                break;
        }
    }

    private void Temporarily(IConditionedLink link, Func<LinkConditions, LinkConditions> change, string description, TimeSpan duration)
    {
        (LinkConditions Forward, LinkConditions Backward) before = (LinkConditions.None, LinkConditions.None);
        Do(description, () => link.Change(
            conditions => change(before.Forward = conditions),
            conditions => change(before.Backward = conditions)));
        After(duration).Do($"end it on {link.Name}", () => link.Set(before.Forward, before.Backward));
    }
}
