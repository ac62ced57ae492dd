using System.Globalization;
using System.Text.Json;

namespace LinuxNamespaces.Lab;

/// <summary>Collects what happens in a lab. All members can be used by several threads at once.</summary>
public sealed class LabLog
{
    private readonly Lock _sync = new();
    private readonly List<LabEvent> _events = [];
    private readonly NetworkLab _lab;
    private readonly TimeProvider _clock;

    internal LabLog(NetworkLab lab, TimeProvider clock) => (_lab, _clock) = (lab, clock);

    /// <summary>Occurs after an event was added, on the thread that added it.</summary>
    public event EventHandler<LabEvent>? Added;

    /// <summary>Gets the events so far, in their order.</summary>
    public IReadOnlyList<LabEvent> Events
    {
        get
        {
            lock (_sync)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Adds an event of the program, so that it appears among those of the lab.</summary>
    /// <param name="kind">What happened, in a word.</param>
    /// <param name="subject">The name of the node or the link; <see langword="null"/> for none.</param>
    /// <param name="text">The details in words; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">The kind is empty.</exception>
    public void Add(string kind, string? subject = null, string? text = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        LabEvent added;
        lock (_sync)
        {
            added = new LabEvent { Time = _clock.GetUtcNow(), Kind = kind, Subject = subject, Text = text };
            _events.Add(added);
        }

        Added?.Invoke(_lab, added);
    }

    /// <summary>Returns the events as JSON lines: an object a line, with <c>time</c>, <c>kind</c>, <c>subject</c> and <c>text</c>.</summary>
    /// <returns>The text; empty if there are no events.</returns>
    public string ToJsonLines() => string.Concat(Events.Select(item => JsonSerializer.Serialize(item, LabEventJson.Default.LabEvent) + "\n"));

    internal void Started() => Add("started", null, $"{_lab.Hosts.Count} hosts, {_lab.Links.Count} links");

    internal void Disposed() => Add("disposed");

    internal void Plugged(LabLink link) => Add(link.IsPlugged ? "plugged" : "unplugged", link.Name);

    internal void Conditions(LabLink link) => Add(
        "conditions", link.Name, link.Forward == link.Backward ? ConditionsText.Of(link.Forward) : $"from {link.First.Node.Name}: {ConditionsText.Of(link.Forward)}; from {link.Second.Node.Name}: {ConditionsText.Of(link.Backward)}");

    internal void Partition(LabHost first, LabHost second, bool isForwardBlocked, bool isBackwardBlocked) => Add(
        isForwardBlocked || isBackwardBlocked ? "partitioned" : "healed",
        $"{first.Name} - {second.Name}",
        isForwardBlocked == isBackwardBlocked ? null : $"{(isForwardBlocked ? second : first).Name} does not hear {(isForwardBlocked ? first : second).Name}");

    internal void Scenario(Scenario scenario) => Add(
        "scenario", null, string.Create(CultureInfo.InvariantCulture, $"{scenario.Steps.Count} steps{(scenario.Seed is { } seed ? $", seed {seed}" : null)}"));

    internal void Step(ScenarioStep step) => Add("step", null, step.Description);

    internal void Process(LabHost host, string command) => Add("process", host.Name, command);
}
