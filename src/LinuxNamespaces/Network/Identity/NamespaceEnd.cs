using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Waits for the end of a network namespace without keeping it alive.</summary>
/// <remarks>
/// A namespace of this object's own has an ID for the other. The kernel takes the ID away when it begins to take the other apart, with its links. It
/// takes namespaces apart in batches, one after the other. So a namespace that is given up after that is in a later batch, and when its ID goes,
/// the earlier batch is done: its links are gone, and their peers elsewhere.
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

    /// <summary>Waits until the namespace and its links are gone, and ends the watch.</summary>
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
