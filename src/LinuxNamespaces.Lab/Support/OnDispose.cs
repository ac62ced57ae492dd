namespace LinuxNamespaces.Lab;

/// <summary>Does something once, when it is disposed.</summary>
internal sealed class OnDispose(Action action) : IDisposable
{
    private Action? _action = action;

    public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
}
