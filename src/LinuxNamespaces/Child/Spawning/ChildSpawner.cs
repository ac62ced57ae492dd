using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>Starts children.</summary>
internal static class ChildSpawner
{
    // About a second in all, as each waits twice as long as the one before.
    private const int MaxAttempts = 10;

    /// <summary>Starts a child and returns when it executes its program.</summary>
    /// <exception cref="ChildFailedException">The child failed before that. It has been reaped.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled. The child has been reaped.</exception>
    internal static SpawnedChild Spawn(ChildRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return SpawnOnce(request, cancellationToken);
            }
            catch (ChildFailedException e) when (attempt < MaxAttempts && IsLauncherBusy(e, request))
            {
                Thread.Sleep(1 << attempt);
            }
        }
    }

    // If the launcher is in a file, a child of another thread has a copy of the descriptor for writing until it executes its own program,
    // and a file that is open for writing cannot be executed.
    private static bool IsLauncherBusy(ChildFailedException failure, ChildRequest request) =>
        failure.Errno == Errno.ETXTBSY && (failure.Step == ChildFailedException.CloneStep || failure.Step >= request.Program.StepCount);

    private static SpawnedChild SpawnOnce(ChildRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!request.Program.Reports)
        {
            return VforkSpawner.Spawn(request, cancellationToken);
        }

        using Pipe report = Pipe.Create();
        using Pipe? go = request.Program.AwaitsGo ? Pipe.Create() : null;
        using StartingChild child = Start(request, report, go);
        report.Writer.Dispose();
        go?.Reader.Dispose();
        return child.WaitForExec(request, report.Reader, go?.Writer, cancellationToken);
    }

    private static StartingChild Start(ChildRequest request, Pipe report, Pipe? go)
    {
        using ChildDescriptors descriptors = new(request, report, go);
        return request.OwnMemory
            ? ChildLauncher.Start(request, descriptors)
            : ChildClone.Start(request.Program, descriptors.Slots, request.CloneFlags, request.Cgroup, firstStep: 0, request.Carrier);
    }
}
