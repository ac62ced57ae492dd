using System.Diagnostics;
using System.Text;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>A run of a sample in a room. Every wait for it has an end.</summary>
internal sealed class SampleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly StringBuilder _output = new();
    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <param name="room">Where it runs.</param>
    /// <param name="commandLine">The name of the sample and its options, by spaces.</param>
    /// <param name="wrapper">A program that starts it, and the arguments of that.</param>
    internal SampleProcess(SampleRoom room, string commandLine, params string[] wrapper)
    {
        string[] words = commandLine.Split(' ');
        string[] command = [.. room.Enter, .. wrapper, "dotnet", PathOf(words[0]), .. words[1..]];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = "/nonexistent";

        // No socket of the debugger in the temporary folder, which a kill would leave there.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _deadline.CancelAfter(Patience);
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync(_deadline.Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _deadline.Dispose();
    }

    internal static async Task<SampleResult> RunAsync(SampleRoom room, string commandLine, params string[] wrapper)
    {
        using SampleProcess process = new(room, commandLine, wrapper);
        return await process.ExitAsync();
    }

    internal async Task ReadUntilAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(_deadline.Token) is { } line)
        {
            _output.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"The sample has ended without '{text}':\n{_output}\n{await _errors}");
    }

    internal void Signal(string name) => Tool.Run("sh", "-c", $"kill -{name} {_process.Id}");

    internal async Task<SampleResult> ExitAsync()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync(_deadline.Token));
        await _process.WaitForExitAsync(_deadline.Token);
        return new SampleResult(_process.ExitCode, _output.ToString(), await _errors);
    }

    internal static string PathOf(string sample)
    {
        // .../tests/PROJECT/bin/CONFIGURATION/net10.0/
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        string repository = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(repository, "samples", sample, "bin", framework.Parent.Name, framework.Name, sample + ".dll");
    }
}
