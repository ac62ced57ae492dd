using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>Starts children.</summary>
internal static class ChildSpawner
{
    // About a second in all, as each waits twice as long as the one before.
    private const int MaxAttempts = 10;

    /// <summary>Starts a child, and returns when it executes its program.</summary>
    /// <exception cref="ChildFailedException">It did not get that far; it is gone.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the child is gone.</exception>
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

    // Where the launcher is in a file, what another thread starts has a copy of the descriptor that it was written by, until it
    // executes its own program; and what is open for writing cannot be executed.
    private static bool IsLauncherBusy(ChildFailedException failure, ChildRequest request) =>
        failure.Errno == Errno.ETXTBSY && (failure.Step == ChildFailedException.CloneStep || failure.Step >= request.Program.StepCount);

    private static SpawnedChild SpawnOnce(ChildRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!request.Program.Reports)
        {
            return ChildInSight.Spawn(request, cancellationToken);
        }

        using Pipe report = Pipe.Create();
        using Pipe? go = request.Program.AwaitsGo ? Pipe.Create() : null;
        using ChildBirth birth = Start(request, report, go);
        report.Writer.Dispose();
        go?.Reader.Dispose();
        return birth.Attend(request, report.Reader, go?.Writer, cancellationToken);
    }

    private static ChildBirth Start(ChildRequest request, Pipe report, Pipe? go)
    {
        using ChildDescriptors descriptors = new(request, report, go);
        return request.OwnMemory
            ? ChildLauncher.Start(request, descriptors)
            : ChildClone.Start(request.Program, descriptors.Slots, request.CloneFlags, request.Cgroup, firstStep: 0, request.Carrier);
    }
}
