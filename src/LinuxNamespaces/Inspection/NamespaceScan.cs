using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Inspection;

/// <summary>Takes a snapshot: reads all processes, then the lists of the kernel, then relates the namespaces.</summary>
internal sealed class NamespaceScan(NamespaceGraphOptions options) : IDisposable
{
    private const int LongestMountList = 64 * 1024 * 1024;

    private readonly HashSet<NamespaceInfo> _mountsRead = [];
    private readonly Dictionary<uint, Lazy<string?>> _users = [];

    internal NamespaceTable Table { get; } = new();

    internal Dictionary<int, InspectedProcess> Processes { get; } = [];

    internal List<BlindSpot> BlindSpots { get; } = [];

    internal List<StrayThread> Strays { get; } = [];

    /// <summary>Gets the namespaces of sockets, by the inode of the socket.</summary>
    internal Dictionary<ulong, NamespaceInfo> Sockets { get; } = [];

    /// <summary>Gets the network namespaces by cookie.</summary>
    internal Dictionary<ulong, NamespaceInfo> Cookies { get; } = [];

    /// <summary>Gets the ID of this process in /proc.</summary>
    internal int OwnProcessId { get; private set; }

    /// <summary>Gets whether the IDs in /proc are those of this process's PID namespace, which system calls take.</summary>
    internal bool NumbersAreOwn => OwnProcessId == Environment.ProcessId;

    public void Dispose() => Table.Dispose();

    internal bool Wants(NamespaceHolderKinds kinds) => (options.Holders & kinds) != 0;

    // The mount namespaces record which mounts have been read.
    internal bool Wants(NamespaceTypes type) => (options.Types & type) != 0 || (type == NamespaceTypes.Mount && Wants(NamespaceHolderKinds.Mount));

    internal void Run()
    {
        using ProcDirectory proc = ProcDirectory.TryOpen("/proc") ?? throw SystemCalls.Failure(SystemCalls.LastError, "open", "/proc");
        OwnProcessId = FindOwn(proc);
        // Excludes the descriptors that the snapshot opens itself.
        string own = OwnProcessId.ToString(CultureInfo.InvariantCulture);
        List<int>? descriptors = proc.TryList($"{own}/fd");
        LearnOwnCookie();
        List<int> processes = proc.TryList(".") ?? throw SystemCalls.Failure(SystemCalls.LastError, "list processes in", "/proc");
        if (options.ProcessId is { } root)
        {
            processes = Descendants(proc, processes, root);
        }

        foreach (int id in processes)
        {
            Scan(proc, id, id == OwnProcessId ? descriptors : null);
        }

        List<NamespaceInfo> listed = options.LooksForAll ? AddListed() : [];
        ReadMountsWithoutProcess();
        Relate();
        BlindSpots.AddRange(listed.Where(info => info.Holders.Count == 0)
            .Select(info => new BlindSpot(BlindSpotKind.Holders, "The kernel lists it, but nothing that keeps it alive could be read.") { Namespace = info }));
        BlindSpots.AddRange(ScanLimits.Find(proc, NumbersAreOwn, LongestMountList));
    }

    /// <summary>Adds the namespaces that are mounted in a mount namespace, once.</summary>
    internal void ReadMounts(ProcDirectory directory, string file, NamespaceInfo mountNamespace)
    {
        if (_mountsRead.Contains(mountNamespace) || directory.TryRead(file, LongestMountList) is not { } content)
        {
            return;
        }

        _mountsRead.Add(mountNamespace);
        ReadOnlySpan<byte> text = content;
        foreach (Range line in text.Split((byte)'\n'))
        {
            if (ProcText.TryParseMount(text[line]) is { } mount && Table.IsNamespace(mount.Identity))
            {
                NamespaceInfo info = Add(mount.Type, mount.Identity.Inode, mount.Path, mountNamespace);
                using NamespaceHandle? handle = info.IsExamined ? null : NamespaceHandle.From(directory.TryOpenMounted(mount.Path));
                if (handle is not null && handle.Identity == info.Identity)
                {
                    Table.Examine(handle);
                }
            }
        }
    }

    private static int FindOwn(ProcDirectory proc)
    {
        Span<byte> link = stackalloc byte[16];
        int length = proc.ReadLink("self", link);
        return length > 0 && int.TryParse(link[..length], CultureInfo.InvariantCulture, out int own) ? own : 0;
    }

    private static List<int> Descendants(ProcDirectory proc, List<int> processes, int root)
    {
        ILookup<int, int> children = processes
            .Select(id => (Id: id, State: ProcText.TryParseState(proc.TryRead($"{id}/stat", 4096))))
            .Where(process => process.State is not null)
            .ToLookup(process => process.State!.Value.Parent, process => process.Id);
        SortedSet<int> found = [root];
        Queue<int> next = new(found);
        while (next.TryDequeue(out int parent))
        {
            foreach (int child in children[parent].Where(found.Add))
            {
                next.Enqueue(child);
            }
        }

        return [.. found];
    }

    private void Scan(ProcDirectory proc, int id, List<int>? descriptors)
    {
        using ProcDirectory? directory = proc.TryOpenDirectory(id.ToString(CultureInfo.InvariantCulture));
        if (directory is null)
        {
            return;
        }

        byte[]? stat = directory.TryRead("stat", 4096);
        if (stat is null && SystemCalls.LastError == Errno.EPERM)
        {
            InspectedProcess hidden = new(id);
            Processes.Add(id, hidden);
            BlindSpots.Add(new BlindSpot(BlindSpotKind.Namespaces, "/proc is mounted with hidepid=1.") { Process = hidden, Errno = Errno.EPERM });
        }

        if (ProcText.TryParseState(stat) is not { } state)
        {
            return;
        }

        uint? user = FindUser(directory, state);
        InspectedProcess process = new(id)
        {
            ParentProcessId = state.Parent == 0 ? null : state.Parent,
            Name = state.Name,
            UserId = user,
            LazyUserName = user is { } known ? FindUserName(known) : null,
        };
        Processes.Add(id, process);
        new ProcessScan(this, directory, process, state).Run(descriptors);
    }

    // The directory of an undumpable process belongs to root.
    private static uint? FindUser(ProcDirectory directory, ProcessState state) =>
        directory.User is { } user && (user != 0 || state.IsKernel) ? user
        : directory.TryRead("status", 16 * 1024) is { } status ? ProcText.TryParseUser(status)
        : null;

    private Lazy<string?> FindUserName(uint user)
    {
        if (!_users.TryGetValue(user, out Lazy<string?>? name))
        {
            name = new Lazy<string?>(() => UserNames.Find(user));
            _users.Add(user, name);
        }

        return name;
    }

    private NamespaceInfo Add(NamespaceTypes type, ulong inode, ReadOnlySpan<byte> path, NamespaceInfo mountNamespace)
    {
        NamespaceInfo info = Table.GetOrAdd(type, inode);
        info.Add(new NamespaceHolder(NamespaceHolderKinds.Mount) { MountPoint = PrintableText.Of(path), Namespace = mountNamespace });
        return info;
    }

    private void LearnOwnCookie()
    {
        if (Wants(NamespaceHolderKinds.Socket) && SocketNamespace.OwnCookie() is { } cookie)
        {
            using NamespaceHandle here = NamespaceHandle.Open("/proc/thread-self/ns/net");
            Cookies[cookie] = Table.Examine(here);
        }
    }

    /// <summary>Reads the mounts of mount namespaces without processes.</summary>
    private void ReadMountsWithoutProcess()
    {
        bool Remains(NamespaceInfo info) => info.Type == NamespaceTypes.Mount && !_mountsRead.Contains(info);
        while (Wants(NamespaceHolderKinds.Mount) && Table.All.FirstOrDefault(Remains) is { } mountNamespace)
        {
            _mountsRead.Add(mountNamespace);
            if (mountNamespace.MountId is not { } id || MountListing.TryRead(id, Linux.STATMOUNT_FS_TYPE | Linux.STATMOUNT_MNT_ROOT | Linux.STATMOUNT_MNT_POINT) is not { } mounts)
            {
                BlindSpots.Add(new BlindSpot(BlindSpotKind.Mounts, "It contains no process that can be read. Since kernel 6.11, a caller with CAP_SYS_ADMIN over it can read its mounts.") { Namespace = mountNamespace });
                continue;
            }

            foreach (ListedMount mount in mounts)
            {
                if (mount.FileSystem.SequenceEqual("nsfs"u8) && ProcText.TryParseNamespace(mount.Root, out NamespaceTypes type, out ulong inode))
                {
                    Add(type, inode, mount.Point, mountNamespace);
                }
            }
        }
    }

    /// <summary>Adds the namespaces that only the kernel lists.</summary>
    private List<NamespaceInfo> AddListed()
    {
        HashSet<ulong> known = [.. Table.All.Select(info => info.Id).OfType<ulong>()];
        List<NamespaceInfo> added = [];
        int hidden = 0;
        foreach (ulong id in NamespaceListing.TryList((uint)options.Types) ?? [])
        {
            if (known.Contains(id))
            {
                continue;
            }

            using NamespaceHandle? handle = NamespaceHandle.TryOpenById(id, NamespaceTypes.None, 0, out Errno? error);
            if (handle is not null)
            {
                added.Add(Table.Examine(handle));
            }
            else if (error != Errno.ESTALE)
            {
                hidden++;
            }
        }

        if (hidden > 0)
        {
            BlindSpots.Add(new BlindSpot(BlindSpotKind.Relations, $"The kernel lists {hidden} namespaces that cannot be opened."));
        }

        return added;
    }

    private void Relate()
    {
        foreach (NamespaceInfo info in Table.All)
        {
            info.Parent?.Add(new NamespaceHolder(NamespaceHolderKinds.Child) { Namespace = info });
            if (info.Type != NamespaceTypes.User)
            {
                info.Owner?.Add(new NamespaceHolder(NamespaceHolderKinds.Owned) { Namespace = info });
            }

            if (!info.IsExamined)
            {
                BlindSpots.Add(new BlindSpot(BlindSpotKind.Relations, "The namespace could not be opened.") { Namespace = info });
            }
        }

        NamespaceInfo? here = Processes.GetValueOrDefault(OwnProcessId)?.Namespaces.FirstOrDefault(info => info.Type == NamespaceTypes.Mount);
        foreach (NamespaceInfo info in Table.All)
        {
            info.Path = FindPath(info, here);
        }
    }

    private static string? FindPath(NamespaceInfo info, NamespaceInfo? here)
    {
        NamespaceKind kind = NamespaceKinds.Of(info.Type);
        string name = kind.ProcName;
        NamespaceHolder? First(NamespaceHolderKinds sort) => info.Holders.FirstOrDefault(holder => holder.Kind == sort);
        return info.Process is { } process ? string.Create(CultureInfo.InvariantCulture, $"/proc/{process.ProcessId}/ns/{name}")
            : info.Holders.FirstOrDefault(holder => holder.Kind == NamespaceHolderKinds.Mount && holder.Namespace == here) is { } mount ? mount.MountPoint
            : First(NamespaceHolderKinds.Thread) is { } thread ? string.Create(CultureInfo.InvariantCulture, $"/proc/{thread.Process!.ProcessId}/task/{thread.ThreadId}/ns/{name}")
            : First(NamespaceHolderKinds.Descriptor) is { } file ? string.Create(CultureInfo.InvariantCulture, $"/proc/{file.Process!.ProcessId}/fd/{file.Descriptor}")
            : First(NamespaceHolderKinds.Children) is { } children
                ? string.Create(CultureInfo.InvariantCulture, $"/proc/{children.Process!.ProcessId}/task/{children.ThreadId ?? children.Process.ProcessId}/ns/{kind.ForChildren}")
            : null;
    }
}
