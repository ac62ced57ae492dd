using System.Diagnostics;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>Runs of the command-line tools, and of those that they are like.</summary>
internal static class NsTool
{
    private const int Attempts = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(150);

    /// <summary>Gets what runs ours: the native program that the variable names, or else what was built.</summary>
    internal static string[] Command { get; } = FindCommand();

    /// <summary>Gets what closes all but the standard streams before it runs a program: what the runtime of the tests has just open may be inherited.</summary>
    internal static string[] WithoutInheritedDescriptors { get; } =
        ["bash", "-c", "for fd in /proc/self/fd/*; do fd=${fd##*/}; [ $fd -lt 3 ] || eval \"exec $fd>&-\"; done; exec \"$@\"", "bash"];

    /// <summary>Runs one of ours.</summary>
    internal static Task<SampleResult> RunAsync(params string[] command) => RunAsync(wrapper: [], command);

    /// <summary>Runs one of ours by another program.</summary>
    internal static Task<SampleResult> RunAsync(string[] wrapper, params string[] command) => StartAsync([.. wrapper, .. Command, .. command]);

    /// <summary>Runs what is installed.</summary>
    internal static Task<SampleResult> RunOriginalAsync(params string[] command) => StartAsync(command);

    /// <summary>Compares ours with what is installed: exit code, output, and the first line of errors, since ours may add what would help.</summary>
    internal static Task ShouldBeLikeTheOriginalAsync(params string[] command) => ShouldBeLikeTheOriginalAsync(wrapper: [], command);

    /// <summary>Compares ours with what is installed, both run by another program.</summary>
    /// <returns>What both are, with the first line of errors of the original.</returns>
    internal static Task<SampleResult> ShouldBeLikeTheOriginalAsync(string[] wrapper, string[] command)
    {
        Require.Program(command[0]);
        return ShouldBeAlikeAsync(() => RunOriginalAsync([.. wrapper, .. command]), () => RunAsync(wrapper, command), result => result with { Errors = FirstLine(result.Errors) });
    }

    /// <summary>Compares ours with what is installed, by what is left of their results.</summary>
    /// <returns>What is left of both.</returns>
    internal static async Task<SampleResult> ShouldBeAlikeAsync(Func<Task<SampleResult>> runOriginal, Func<Task<SampleResult>> runOurs, Func<SampleResult, SampleResult> reduce)
    {
        SampleResult original = await runOriginal();
        SampleResult ours = await runOurs();
        // Mounts and processes of other programs come and go between the two, and in the middle of one, which may fail by that.
        for (int attempt = 1; attempt < Attempts && reduce(ours) != reduce(original); attempt++)
        {
            original = await runOriginal();
            ours = await runOurs();
        }

        reduce(ours).Should().Be(reduce(original), "this is what each said: {0}, and the original: {1}", ours.Errors, original.Errors);
        return reduce(ours);
    }

    internal static Process Start(string[] command)
    {
        InstalledPrograms.SkipWhenMissing(command[0]);
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["LC_ALL"] = "C.UTF-8";
        // For a program that is nowhere the C library says EACCES when it may not look into a directory.
        start.Environment["PATH"] = string.Join(':', Environment.GetEnvironmentVariable("PATH")!.Split(':').Where(Directory.Exists));
        return Process.Start(start)!;
    }

    private static string[] FindCommand()
    {
        if (Environment.GetEnvironmentVariable("LNS_NSTOOLS") is { } native)
        {
            // A statically linked program ends at once, with exit code 255, while this is set.
            Environment.SetEnvironmentVariable("DOTNET_DbgEnableMiniDump", null);
            return [native];
        }

        return [Tool.Run("sh", "-c", "command -v dotnet").TrimEnd(), PathOfTools()];
    }

    private static string PathOfTools() => Path.Combine(Path.GetDirectoryName(SampleProcess.PathOf("NsTools"))!, "nstools.dll");

    private static string FirstLine(string text) => text.Split('\n')[0];

    private static async Task<SampleResult> StartAsync(string[] command)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_patience);
        using Process process = Start(command);
        try
        {
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            string output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            InstalledPrograms.SkipWhenMissed(await errors);
            return new SampleResult(process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
