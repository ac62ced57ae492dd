namespace LinuxNamespaces.Execution;

/// <summary>Keeps a helper process running. When its last lease has ended, the helper process ends.</summary>
/// <remarks>Ending a lease takes no lock, does not wait and does not throw, so the finalizer may do it.</remarks>
internal sealed class HelperProcessLease : IDisposable
{
    private HelperProcess? _helper;

    /// <param name="helper process">The helper process, which has counted this lease.</param>
    internal HelperProcessLease(HelperProcess helper) => _helper = helper;

    ~HelperProcessLease() => End();

    public void Dispose()
    {
        End();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether this is a lease of a helper process, and has not ended.</summary>
    internal bool IsOf(HelperProcess helper) => Volatile.Read(ref _helper) == helper;

    private void End() => Interlocked.Exchange(ref _helper, null)?.EndLease();
}
