namespace LinuxNamespaces.Network;

/// <summary>Keeps the namespaces open whose descriptors are in the requests of a batch.</summary>
internal readonly ref struct BatchedNamespaces : IDisposable
{
    private readonly List<NamespaceHandle> _handles = [];

    /// <exception cref="ObjectDisposedException">A namespace is disposed, so that its descriptor could be another one by now.</exception>
    internal BatchedNamespaces(List<BatchedChange> changes)
    {
        try
        {
            foreach (BatchedChange change in changes)
            {
                if (change.Namespace is { } handle)
                {
                    bool added = false;
                    handle.DangerousAddRef(ref added);
                    _handles.Add(handle);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (NamespaceHandle handle in _handles)
        {
            handle.DangerousRelease();
        }
    }
}
