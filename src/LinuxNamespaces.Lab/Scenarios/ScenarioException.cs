using System.Globalization;

namespace LinuxNamespaces.Lab;

/// <summary>The exception that is thrown when a test fails during a scenario. Its message has the seed that repeats the scenario.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ScenarioException()
        : this("A test failed during a scenario.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message.</param>
    public ScenarioException(string message)
        : base(message) => Steps = [];

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The failure.</param>
    public ScenarioException(string message, Exception innerException)
        : base(message, innerException) => Steps = [];

    internal ScenarioException(ulong? seed, IReadOnlyList<ScenarioStep> steps, Exception failure)
        : base(MessageFor(seed, steps, failure), failure)
    {
        Seed = seed;
        Steps = steps;
    }

    /// <summary>Gets the seed of a random scenario; <see langword="null"/> for others.</summary>
    public ulong? Seed { get; }

    /// <summary>Gets the steps that were taken before the failure.</summary>
    public IReadOnlyList<ScenarioStep> Steps { get; }

    private static string MessageFor(ulong? seed, IReadOnlyList<ScenarioStep> steps, Exception failure)
    {
        string repeat = seed is { } value ? string.Create(CultureInfo.InvariantCulture, $" The seed {value} repeats it.") : string.Empty;
        string taken = steps.Count == 0 ? " No step was taken before." : $" Steps before:\n{string.Join('\n', steps)}";
        return $"A test failed during a scenario: {failure.Message}{repeat}{taken}";
    }
}
