using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Inspection;

/// <summary>The namespaces that have been found so far, with their numbers and relations.</summary>
internal sealed class NamespaceTable : IDisposable
{
    // All namespace files belong to one file system.
    private readonly ulong _device;
    private readonly Dictionary<(NamespaceTypes Type, ulong Inode), NamespaceInfo> _namespaces = [];
    private readonly List<NamespaceInfo> _found = [];
    private NetNamespace? _here;
    private RtnetlinkConnection? _route;
    private bool _hasNoRoute;

    internal NamespaceTable()
    {
        using NamespaceHandle any = NamespaceHandle.Open("/proc/thread-self/ns/mnt");
        _device = any.Identity.Device;
    }

    /// <summary>Gets the namespaces in the order in which they were found.</summary>
    internal IReadOnlyList<NamespaceInfo> All => _found;

    public void Dispose()
    {
        _route?.Dispose();
        _here?.Dispose();
    }

    internal NamespaceInfo GetOrAdd(NamespaceTypes type, ulong inode)
    {
        if (!_namespaces.TryGetValue((type, inode), out NamespaceInfo? info))
        {
            info = new NamespaceInfo(type, new NamespaceIdentity(_device, inode));
            _namespaces.Add((type, inode), info);
            _found.Add(info);
        }

        return info;
    }

    /// <summary>Finds a namespace; null if it has not been found yet, belongs to another file system, or its number was reused meanwhile.</summary>
    internal NamespaceInfo? Find(NamespaceIdentity identity) =>
        IsNamespace(identity) && NamespaceKinds.List.Select(kind => _namespaces.GetValueOrDefault((kind.Type, identity.Inode))).OfType<NamespaceInfo>().ToArray() is [var only] ? only : null;

    internal bool IsNamespace(NamespaceIdentity identity) => identity.Device == _device;

    /// <summary>Reads the number and the relations of a namespace.</summary>
    /// <param name="handle">The namespace.</param>
    internal NamespaceInfo Examine(NamespaceHandle handle)
    {
        NamespaceInfo info = GetOrAdd(handle.Type, handle.Identity.Inode);
        if (info.IsExamined)
        {
            return info;
        }

        info.IsExamined = true;
        info.Id = NamespaceCalls.UniqueId(handle);
        switch (info.Type)
        {
            case NamespaceTypes.Network:
                info.NetNsId = FindNetNsId(handle);
                break;
            case NamespaceTypes.Mount:
                info.MountId = info.Id ?? NamespaceCalls.MountNamespaceId(handle);
                break;
            case NamespaceTypes.User:
                info.CreatorUserId = NamespaceRelations.OwnerUser(handle);
                info.Parent = ExamineRelated(NamespaceRelations.Parent(handle));
                break;
            case NamespaceTypes.Pid:
                info.Parent = ExamineRelated(NamespaceRelations.Parent(handle));
                break;
        }

        info.Owner = info.Type == NamespaceTypes.User ? info.Parent : ExamineRelated(NamespaceRelations.Owner(handle));
        return info;
    }

    private NamespaceInfo? ExamineRelated(NamespaceHandle? related)
    {
        if (related is null)
        {
            return null;
        }

        using (related)
        {
            return Examine(related);
        }
    }

    private int? FindNetNsId(NamespaceHandle handle)
    {
        if (_hasNoRoute)
        {
            return null;
        }

        try
        {
            _here ??= NetNamespace.OpenCurrent();
            _route ??= new RtnetlinkConnection(_here);
            return NamespaceIds.Find(_route, handle);
        }
        catch (LinuxException)
        {
            // Netlink may be forbidden. Then namespaces have no IDs.
            _hasNoRoute = true;
            return null;
        }
    }
}
