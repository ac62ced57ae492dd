namespace LinuxNamespaces.Lab;

/// <summary>A timetable of faults. Steps are added in the order in which they are taken, each a time after the one before.</summary>
/// <remarks>It works on anything with conditions: see <see cref="IConditionedLink"/>. One thread at a time adds steps; a scenario can run more than once.</remarks>
/// <example>
/// <code>
/// await new Scenario()
///     .After(2.Seconds()).Partition(uplink)
///     .After(5.Seconds()).Heal()
///     .After(1.Seconds()).Change(uplink, conditions => conditions with { Loss = 0.1 })
///     .RunAsync(cancellationToken);
/// </code>
/// </example>
public sealed partial class Scenario
{
    private readonly TimeProvider _timeProvider;
    private readonly List<ScenarioStep> _steps = [];
    private readonly HashSet<IConditionedLink> _partitioned = [];
    private TimeSpan _time;

    /// <summary>Creates a scenario without steps.</summary>
    /// <param name="timeProvider">The clock; that of the system if <see langword="null"/>.</param>
    public Scenario(TimeProvider? timeProvider = null) => _timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>Gets the steps, in the order in which they are taken.</summary>
    public IReadOnlyList<ScenarioStep> Steps => _steps;

    /// <summary>Gets the seed of a random scenario; <see langword="null"/> for others.</summary>
    public ulong? Seed { get; private init; }

    /// <summary>The log of the lab, if the scenario belongs to one.</summary>
    internal LabLog? Log { get; set; }

    /// <summary>Occurs after a step was taken.</summary>
    public event EventHandler<ScenarioStep>? StepTaken;

    /// <summary>Lets time pass before the next step.</summary>
    /// <param name="time">The time after the step before, or after the start.</param>
    /// <returns>The same scenario.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public Scenario After(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        _time += time;
        return this;
    }

    /// <summary>Adds a step that loses every frame on links, in both directions.</summary>
    /// <param name="links">The links.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Partition(params IReadOnlyList<IConditionedLink> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        _partitioned.UnionWith(links);
        return Do($"partition {Names(links)}", () => SetPartitioned(links, true));
    }

    /// <summary>Adds a step that ends partitions, of both directions. The other conditions stay.</summary>
    /// <param name="links">The links; all that the steps before have partitioned, in both directions or one, if there are none.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Heal(params IReadOnlyList<IConditionedLink> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        IReadOnlyList<IConditionedLink> healed = links.Count > 0 ? links : [.. _partitioned];
        _partitioned.ExceptWith(healed);
        return Do($"heal {Names(healed)}", () => SetPartitioned(healed, false));
    }

    /// <summary>Adds a step that changes the conditions of a link in both directions.</summary>
    /// <param name="link">The link.</param>
    /// <param name="change">Returns new conditions for those at the time of the step.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Change(IConditionedLink link, Func<LinkConditions, LinkConditions> change)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(change);
        return Do($"change {link.Name}", () => link.Change(change, change));
    }

    /// <summary>Adds a step that changes the conditions of a link in one direction.</summary>
    /// <param name="link">The link.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="change">Returns new conditions for those at the time of the step.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Change(IConditionedLink link, WireDirection direction, Func<LinkConditions, LinkConditions> change)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(change);
        return Change(link, direction, change, $"change {link.Name} {NameOf(direction)}");
    }

    /// <summary>Adds a step of any kind.</summary>
    /// <param name="description">What the step does, for logs.</param>
    /// <param name="action">The step.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Do(string description, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return DoAsync(description, _ =>
        {
            action();
            return Task.CompletedTask;
        });
    }

    /// <summary>Adds a step of any kind. The time until the next step includes it, and the next step waits for it.</summary>
    /// <param name="description">What the step does, for logs.</param>
    /// <param name="action">The step.</param>
    /// <returns>The same scenario.</returns>
    public Scenario DoAsync(string description, Func<CancellationToken, Task> action)
    {
        ArgumentException.ThrowIfNullOrEmpty(description);
        ArgumentNullException.ThrowIfNull(action);
        _steps.Add(new ScenarioStep(_time, description, action));
        return this;
    }

    /// <summary>Takes the steps, each at its time after now.</summary>
    /// <param name="cancellationToken">Ends the scenario. What was done stays.</param>
    /// <returns>A task that ends with the last step.</returns>
    /// <exception cref="OperationCanceledException">The scenario was ended.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        Log?.Scenario(this);
        long start = _timeProvider.GetTimestamp();
        foreach (ScenarioStep step in _steps.ToArray())
        {
            // Each time is that from the start, so that late steps do not make those after them late.
            TimeSpan wait = step.Time - _timeProvider.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _timeProvider, cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            await step.TakeAsync(cancellationToken).ConfigureAwait(false);
            Log?.Step(step);
            StepTaken?.Invoke(this, step);
        }
    }

    /// <summary>Returns the timetable, a line a step.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join('\n', _steps);

    private Scenario Change(IConditionedLink link, WireDirection direction, Func<LinkConditions, LinkConditions> change, string description) => Do(
        description,
        () => link.Change(direction == WireDirection.Forward ? change : Same, direction == WireDirection.Backward ? change : Same));

    private static string NameOf(WireDirection direction) => direction == WireDirection.Forward ? "forward" : "backward";

    private static string Names(IReadOnlyList<IConditionedLink> links) => links.Count == 0 ? "nothing" : string.Join(", ", links.Select(link => link.Name));

    private static void SetPartitioned(IReadOnlyList<IConditionedLink> links, bool value)
    {
        foreach (IConditionedLink link in links)
        {
            link.Change(Partitioned, Partitioned);
        }

        LinkConditions Partitioned(LinkConditions conditions) => conditions with { Partitioned = value };
    }

    private static LinkConditions Same(LinkConditions conditions) => conditions;
}
