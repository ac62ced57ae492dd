namespace LinuxNamespaces.Lab;

/// <summary>Represents a step of a <see cref="Scenario"/>.</summary>
public sealed class ScenarioStep
{
    private readonly Func<CancellationToken, Task> _action;

    internal ScenarioStep(TimeSpan time, string description, Func<CancellationToken, Task> action)
    {
        Time = time;
        Description = description;
        _action = action;
    }

    /// <summary>Gets when the step is taken, after the start of the scenario.</summary>
    public TimeSpan Time { get; }

    /// <summary>Gets what is done.</summary>
    public string Description { get; }

    /// <summary>Returns the time and what is done, as in <c>+2.000 s: partition red - blue</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+{Time.TotalSeconds:0.000} s: {Description}");

    internal Task TakeAsync(CancellationToken cancellationToken) => _action(cancellationToken);
}
