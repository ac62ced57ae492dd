using LinuxNamespaces.Processes;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>Runs a process to its end.</summary>
internal static class Run
{
    internal static NamespaceProcess Start(NamespaceProcessStartInfo info)
    {
        InstalledPrograms.SkipWhenMissing(info.FileName);
        return NamespaceProcess.Start(info, Xunit.TestContext.Current.CancellationToken);
    }

    /// <summary>What it wrote; the process must have succeeded.</summary>
    internal static async Task<string> OutputAsync(NamespaceProcessStartInfo info)
    {
        (ExitStatus status, string output) = await ToEndAsync(info);
        return status.Succeeded ? output.TrimEnd() : throw new InvalidOperationException($"{info.FileName}: {status}: {output}");
    }

    internal static async Task<(ExitStatus Status, string Output)> ToEndAsync(NamespaceProcessStartInfo info)
    {
        await using NamespaceProcess process = Start(info);
        string output = await process.StandardOutput.ReadToEndAsync(Xunit.TestContext.Current.CancellationToken);
        return (await process.WaitForExitAsync(Xunit.TestContext.Current.CancellationToken), output);
    }

    /// <summary>Namespaces in which an ordinary user may do as root does.</summary>
    internal const NamespaceTypes Own = NamespaceTypes.User | NamespaceTypes.Mount | NamespaceTypes.Pid | NamespaceTypes.Uts;
}
