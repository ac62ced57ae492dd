namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>How a run of a sample ended.</summary>
internal sealed record SampleResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Without what is said of names of other programs whose namespace has gone: how many there are changes from one moment to the next.</summary>
    internal SampleResult WithoutStaleNames() => this with { Errors = Errors.Replace("Error: Peer netns reference is invalid.\n", string.Empty, StringComparison.Ordinal) };
}
