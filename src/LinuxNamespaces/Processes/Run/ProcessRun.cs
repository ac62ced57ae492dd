using System.Diagnostics;

namespace LinuxNamespaces.Processes;

/// <summary>A process that is run to its end, with its output captured.</summary>
/// <param name="info">The start info, with the streams that are to be captured as pipes.</param>
/// <param name="options">The options.</param>
internal sealed class ProcessRun(NamespaceProcessStartInfo info, ProcessRunOptions options)
{
    /// <summary>Gives a process pipes where its output is to be captured.</summary>
    internal static NamespaceProcessStartInfo WithPipes(NamespaceProcessStartInfo info, ProcessRunOptions options)
    {
        bool isFree = info.StandardInput.IsInherited || info.StandardInput.IsPipe;
        if (options.StandardInput is not null && !isFree)
        {
            throw new ArgumentException("The start info has a standard input of its own. Leave out one of the two.", nameof(options));
        }

        ProcessStream input = options.StandardInput is not null ? ProcessStream.Pipe : isFree ? ProcessStream.Null : info.StandardInput;
        return info.WithStreams(input, Captured(info.StandardOutput), Captured(info.StandardError));

        static ProcessStream Captured(ProcessStream stream) => stream.IsInherited ? ProcessStream.Pipe : stream;
    }

    /// <summary>Waits for the process and what it writes.</summary>
    /// <param name="process">The process, which the caller disposes of afterwards.</param>
    /// <param name="memoryKills">The result of <see cref="CgroupMemory.CountKills"/> before the start.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    internal async Task<ProcessResult> FinishAsync(NamespaceProcess process, long? memoryKills, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using CancellationTokenSource stop = new();
        Task<CapturedOutput> output = OutputCapture.Start(info.StandardOutput.IsPipe ? process.StandardOutput : null, options.MaxOutputBytes, stop.Token);
        Task<CapturedOutput> error = OutputCapture.Start(info.StandardError.IsPipe ? process.StandardError : null, options.MaxOutputBytes, stop.Token);
        Task input = options.StandardInput is { } bytes ? Task.Run(() => WriteAsync(process.StandardInput, bytes, stop.Token), CancellationToken.None) : Task.CompletedTask;
        try
        {
            (ExitStatus status, bool timedOut) = await WaitAsync(process, cancellationToken).ConfigureAwait(false);
            TimeSpan duration = Stopwatch.GetElapsedTime(start);
            bool? outOfMemory = memoryKills is { } before && CgroupMemory.CountKills(info.CgroupDirectory) is { } after ? after > before : null;
            await AwaitOutputAsync(Task.WhenAll(output, error), cancellationToken).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            return new ProcessResult(status, await output.ConfigureAwait(false), await error.ConfigureAwait(false))
            {
                Duration = duration,
                TimedOut = timedOut,
                OutOfMemory = outOfMemory,
                OutOfCpuTime = !timedOut && outOfMemory != true && ProcessResult.UsedUpCpuTime(status, info),
            };
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(output, error, input).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(ProcessInput input, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        try
        {
            await input.AsStream().WriteAsync(bytes, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The process has closed its input (EPIPE), or has ended.
        }
        finally
        {
            input.Dispose();
        }
    }

    private async Task<(ExitStatus Status, bool TimedOut)> WaitAsync(NamespaceProcess process, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.Timeout is { } timeout)
        {
            end.CancelAfter(timeout);
        }

        try
        {
            return (await process.WaitForExitAsync(end.Token).ConfigureAwait(false), false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            bool wasRunning = !process.HasExited;
            End(process);
            cancellationToken.ThrowIfCancellationRequested();
            return (await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false), wasRunning);
        }
    }

    private void End(NamespaceProcess process)
    {
        try
        {
            if (info.NewNamespaces.HasFlag(NamespaceTypes.Pid) || info.CgroupDirectory is not null)
            {
                process.KillTree();
                return;
            }
        }
        catch (LinuxException)
        {
            // The cgroup has no cgroup.kill, or the caller may not write it.
        }

        process.Kill();
    }

    private async Task AwaitOutputAsync(Task outputs, CancellationToken cancellationToken)
    {
        try
        {
            await outputs.WaitAsync(options.BackgroundOutputTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Another process has the pipe.
        }
    }
}
