namespace LinuxNamespaces.IntegrationTests.Samples;

/// <summary>How a run of a sample ended.</summary>
internal sealed record SampleResult(int ExitCode, string Output, string Errors);
