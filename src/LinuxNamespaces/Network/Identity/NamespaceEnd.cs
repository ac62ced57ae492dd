using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Waits until a network namespace has ended, without keeping it alive.</summary>
/// <remarks>
/// The object has a namespace of its own with an ID for the other one. The kernel removes the ID when it starts to clean up the other namespace and its
/// links. It cleans up namespaces in batches, one batch after the other. A namespace that ends after that is in a later batch. When the ID of that
/// namespace is removed, the earlier batch is complete: its links and their peers are gone.
/// </remarks>
internal sealed class NamespaceEnd : IDisposable
{
    private readonly NetNamespace _watcher = NetNamespace.Create();
    private readonly NetlinkSubscription _events;
    private readonly int _id;

    internal NamespaceEnd(NetNamespace target)
    {
        try
        {
            _events = new NetlinkSubscription(
                NamespaceOpener.OpenSocket(_watcher.Handle, Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE, _watcher.ToString()),
                Linux.RTNLGRP_NSID);
            _id = Watch(target);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _events?.Dispose();
        _watcher.Dispose();
    }

    /// <summary>Waits until the namespace and its links are gone, and then disposes the object.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        using (this)
        {
            await WaitForAsync(_id, cancellationToken).ConfigureAwait(false);
            int later;
            using (NetNamespace fence = NetNamespace.Create())
            {
                later = Watch(fence);
            }

            await WaitForAsync(later, cancellationToken).ConfigureAwait(false);
        }
    }

    private int Watch(NetNamespace other)
    {
        _watcher.SetId(other, null);
        return _watcher.FindId(other) ?? throw new InvalidDataException($"The kernel gave the namespace '{other}' no ID.");
    }

    private async Task WaitForAsync(int id, CancellationToken cancellationToken)
    {
        while (_watcher.ListIds().Contains(id))
        {
            await _events.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
