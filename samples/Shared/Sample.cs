using System.Runtime.InteropServices;

namespace LinuxNamespaces.Samples;

/// <summary>What every sample does around its own work: options, signals, clean-up and messages.</summary>
internal sealed class Sample(IReadOnlySet<string> chosen, CancellationToken stop)
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    // By the convention of the shell.
    private static readonly Dictionary<PosixSignal, int> ExitCodes = new()
    {
        [PosixSignal.SIGHUP] = 129, [PosixSignal.SIGINT] = 130, [PosixSignal.SIGTERM] = 143,
    };

    public Cleanup Cleanup { get; } = new();

    public Steps Steps { get; } = new(stop);

    public CancellationToken Stop { get; } = stop;

    public bool Has(string option) => chosen.Contains(option);

    /// <summary>Runs a sample, and then its clean-up, however it ended.</summary>
    public static async Task<int> RunAsync(
        string name, string purpose, (string Name, string Meaning)[] options, string[] args, Func<Sample, Task> body)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            WriteUsage(Console.Out, name, purpose, options);
            return 0;
        }

        if (args.FirstOrDefault(argument => options.All(option => option.Name != argument)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"{name}: unknown option '{unknown}'");
            WriteUsage(Console.Error, name, purpose, options);
            return WrongUsage;
        }

        int signalled = 0;
        using CancellationTokenSource stop = new();
        PosixSignalRegistration[] signals = [.. ExitCodes.Keys.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            signalled = ExitCodes[context.Signal];
            stop.Cancel();
        }))];
        Sample sample = new(args.ToHashSet(), stop.Token);
        int exitCode = Failed;
        try
        {
            exitCode = await RunBodyAsync(name, sample, body);
        }
        finally
        {
            if (!sample.Cleanup.Run())
            {
                exitCode = Failed;
            }
        }

        Array.ForEach(signals, signal => signal.Dispose());
        return signalled == 0 ? exitCode : signalled;
    }

    private static async Task<int> RunBodyAsync(string name, Sample sample, Func<Sample, Task> body)
    {
        try
        {
            await body(sample);
            return 0;
        }
        catch (OperationCanceledException) when (sample.Stop.IsCancellationRequested)
        {
            Console.WriteLine();
            Console.WriteLine("Interrupted.");
        }
        catch (Exception e) when (e is LinuxException or SampleException or NotSupportedException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{name}: {e.Message}");
        }

        return Failed;
    }

    private static void WriteUsage(TextWriter writer, string name, string purpose, (string Name, string Meaning)[] options)
    {
        writer.WriteLine($"Usage: dotnet run --project samples/{name} [-- OPTIONS]");
        writer.WriteLine();
        writer.WriteLine(purpose);
        writer.WriteLine();
        foreach ((string option, string meaning) in options)
        {
            writer.WriteLine($"  {option,-10} {meaning}");
        }

        writer.WriteLine($"  {"--help",-10} Print this text.");
    }
}
