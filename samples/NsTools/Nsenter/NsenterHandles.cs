using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples.NsTools.Nsenter;

/// <summary>The namespaces that nsenter enters.</summary>
internal static class NsenterHandles
{
    internal static List<NamespaceHandle> OpenAll(NsenterRequest request)
    {
        List<NamespaceHandle> joined = [];
        foreach ((_, NamespaceTypes type, string file) in NsenterRequest.Kinds)
        {
            if (type == NamespaceTypes.Network && request.NetSocket is { } socket)
            {
                joined.Add(OpenSocket(request.Target!.Value, socket));
                continue;
            }

            bool named = request.Given.TryGetValue(type, out NamespaceHandle? given);
            if (!named && !request.All)
            {
                continue;
            }

            string path = $"/proc/{request.Target}/ns/{file}";
            NamespaceHandle handle = given ?? Open(path, $"ns/{file}", named ? $"cannot open {path}" : $"stat of {path} failed", isOfTarget: named);
            if (type != NamespaceTypes.User || !IsOwn(handle))
            {
                joined.Add(handle);
            }
            else if (named && !request.UserParent)
            {
                throw Refuse(given is null ? null : $"ns/{file}");
            }
        }

        if (request.UserParent)
        {
            NamespaceHandle parent = OpenParent(request, joined);
            joined.RemoveAll(handle => handle.Type == NamespaceTypes.User);
            joined.Add(IsOwn(parent) ? throw Refuse("ns/user") : parent);
        }

        return joined;
    }

    internal static NamespaceHandle Open(string path, string name, string failed, bool isOfTarget = false)
    {
        try
        {
            return NamespaceHandle.Open(path);
        }
        catch (LinuxException e)
        {
            // The original enters those of a process without opening them.
            throw new ToolException(isOfTarget && e.Errno == Errno.EACCES ? $"{Describe(null)}: {Errno.EPERM.Description}" : $"{failed}: {e.Errno.Description}");
        }
        catch (InvalidDataException)
        {
            throw Refuse(name);
        }
    }

    /// <summary>What is no namespace of its kind, or cannot be entered.</summary>
    /// <param name="name">Which one; null for those of the target.</param>
    internal static ToolException Refuse(string? name) => new($"{Describe(name)}: {Errno.EINVAL.Description}");

    internal static string Describe(string? name) => name is null ? "reassociate to namespaces failed" : $"reassociate to namespace '{name}' failed";

    internal static bool IsInode(int processId, ulong inode)
    {
        try
        {
            return NamespaceProcess.Inode(processId) == inode;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private static NamespaceHandle OpenSocket(int target, int descriptor)
    {
        try
        {
            return NamespaceHandle.OpenSocket(target, descriptor);
        }
        catch (LinuxException e)
        {
            // The original tells the numbers of its own descriptors, which are the first.
            string failed = e.Operation.Split('(', ')')[1] switch
            {
                "pidfd_open" => $"failed to pidfd_open() for {target}",
                "pidfd_getfd" => $"pidfd_getfd(3, {descriptor})",
                string call => $"ioctl(4, {call})",
            };
            throw new ToolException($"{failed}: {e.Errno.Description}");
        }
    }

    private static bool IsOwn(NamespaceHandle handle)
    {
        using Namespace own = Namespace.OpenCurrent(handle.Type);
        return own.Identity == handle.Identity;
    }

    // Above the user namespace that is given, or that of the target; or what owns another namespace.
    private static NamespaceHandle OpenParent(NsenterRequest request, List<NamespaceHandle> joined)
    {
        NamespaceHandle? user = request.Given.GetValueOrDefault(NamespaceTypes.User);
        NamespaceHandle from = user ?? (request.Target is { } target ? Open($"/proc/{target}/ns/user", "ns/user", $"cannot open /proc/{target}/ns/user") : joined[0]);
        return from.OpenOwner() ?? throw new ToolException($"failed to open parent namespace: {Errno.EPERM.Description}");
    }
}
