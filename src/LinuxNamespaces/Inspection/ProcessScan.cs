using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Inspection;

/// <summary>Reads a process: its namespaces, those of its threads, its descriptors, and the mounts of its mount namespace.</summary>
/// <remarks>The process may end at any time. What can no longer be read then is not a blind spot.</remarks>
internal sealed class ProcessScan(NamespaceScan scan, ProcDirectory directory, InspectedProcess process, ProcessState state)
{
    private const int LongestLink = 4096;
    private const int LongestCommand = 4096;
    private const int LongestDescriptor = 256;

    // linux/nsfs.h: the first namespaces have fixed numbers. Later ones have higher 32-bit numbers.
    private const ulong LowestNamespace = 0xeffffff0;

    private readonly byte[] _link = new byte[LongestLink];
    private readonly Dictionary<NamespaceTypes, NamespaceInfo> _own = [];

    /// <param name="descriptors">The descriptors to read; null for all.</param>
    internal void Run(List<int>? descriptors)
    {
        using (ProcDirectory? links = directory.TryOpenDirectory("ns"))
        {
            if (links is null)
            {
                BlindIfForbidden(BlindSpotKind.Namespaces, SystemCalls.LastError);
                return;
            }

            if (!TryReadOwn(links))
            {
                return;
            }
        }

        if (scan.Wants(NamespaceHolderKinds.Mount) && _own.TryGetValue(NamespaceTypes.Mount, out NamespaceInfo? mountNamespace))
        {
            scan.ReadMounts(directory, "mountinfo", mountNamespace);
        }

        if (scan.Wants(NamespaceHolderKinds.Thread | NamespaceHolderKinds.Children) && state.Threads > 1)
        {
            ReadThreads();
        }

        if (scan.Wants(NamespaceHolderKinds.Descriptor | NamespaceHolderKinds.Socket) && !state.HasEnded && !state.IsKernel)
        {
            ReadDescriptors(descriptors);
        }
    }

    private bool TryReadOwn(ProcDirectory links)
    {
        foreach (NamespaceKind kind in NamespaceKinds.List)
        {
            NamespaceTypes type = kind.Type;
            if (scan.Wants(type))
            {
                NamespaceInfo? info = Find(links, kind.ProcName, out Errno error);
                if (info is not null)
                {
                    _own.Add(type, info);
                    info.Add(process, () => PrintableText.OfArguments(directory.TryRead("cmdline", LongestCommand)));
                    info.Add(new NamespaceHolder(NamespaceHolderKinds.Process) { Process = process });
                }
                else if (IsForbidden(error))
                {
                    BlindIfForbidden(BlindSpotKind.Namespaces, error);
                    return false;
                }
            }
        }

        ReadChildren(links, null);
        return true;
    }

    private void ReadChildren(ProcDirectory links, int? thread)
    {
        foreach (NamespaceKind kind in NamespaceKinds.List)
        {
            if (kind.ForChildren is { } link && scan.Wants(NamespaceHolderKinds.Children) && scan.Wants(kind.Type)
                && Find(links, link, out _) is { } info && info != _own.GetValueOrDefault(kind.Type))
            {
                info.Add(new NamespaceHolder(NamespaceHolderKinds.Children) { Process = process, ThreadId = thread });
            }
        }
    }

    private void ReadThreads()
    {
        using ProcDirectory? threads = directory.TryOpenDirectory("task");
        if (threads?.TryList(".") is not { } ids)
        {
            BlindIfForbidden(BlindSpotKind.Threads, SystemCalls.LastError);
            return;
        }

        foreach (int id in ids.Where(id => id != process.ProcessId))
        {
            using ProcDirectory? thread = threads.TryOpenDirectory(id.ToString(CultureInfo.InvariantCulture));
            using ProcDirectory? links = thread?.TryOpenDirectory("ns");
            if (thread is not null && links is not null)
            {
                ReadThread(thread, links, id);
            }
        }
    }

    private void ReadThread(ProcDirectory thread, ProcDirectory links, int id)
    {
        foreach (NamespaceKind kind in NamespaceKinds.List)
        {
            NamespaceTypes type = kind.Type;
            if (!scan.Wants(NamespaceHolderKinds.Thread) || kind.ThreadRefusal is not null || !scan.Wants(type)
                || Find(links, kind.ProcName, out _) is not { } info || info == _own.GetValueOrDefault(type))
            {
                continue;
            }

            info.Add(new NamespaceHolder(NamespaceHolderKinds.Thread) { Process = process, ThreadId = id });
            if (process.ProcessId == scan.OwnProcessId)
            {
                scan.Strays.Add(new StrayThread(id, PrintableText.Of((thread.TryRead("comm", LongestLink) ?? []).AsSpan().TrimEnd((byte)'\n')), info));
            }

            if (type == NamespaceTypes.Mount && scan.Wants(NamespaceHolderKinds.Mount))
            {
                scan.ReadMounts(thread, "mountinfo", info);
            }
        }

        ReadChildren(links, id);
    }

    private void ReadDescriptors(List<int>? descriptors)
    {
        using ProcDirectory? files = directory.TryOpenDirectory("fd");
        descriptors ??= files?.TryList(".");
        if (files is null || descriptors is null)
        {
            BlindIfForbidden(BlindSpotKind.Descriptors, SystemCalls.LastError);
            return;
        }

        using SocketScan sockets = new(scan, directory, process);
        foreach (int descriptor in descriptors)
        {
            string name = descriptor.ToString(CultureInfo.InvariantCulture);
            int length = files.ReadLink(name, _link);
            if (length <= 0)
            {
                continue;
            }

            ReadOnlySpan<byte> link = _link.AsSpan(0, length);
            if (ProcText.TryParseSocket(link, out ulong socket))
            {
                sockets.Add(descriptor, socket);
            }
            else if (link.SequenceEqual("/dev/net/tun"u8))
            {
                sockets.Add(descriptor, null);
            }
            else if (scan.Wants(NamespaceHolderKinds.Descriptor) && FindOpen(files, name, link) is { } info)
            {
                info.Add(new NamespaceHolder(NamespaceHolderKinds.Descriptor) { Process = process, Descriptor = descriptor });
            }
        }
    }

    /// <summary>Finds the namespace of a descriptor. The link of one that was opened at a mount point is that path.</summary>
    private NamespaceInfo? FindOpen(ProcDirectory files, string name, ReadOnlySpan<byte> link)
    {
        if (ProcText.TryParseNamespace(link, out NamespaceTypes type, out ulong inode))
        {
            return Known(files, name, scan.Table.GetOrAdd(type, inode));
        }

        if (link[0] != '/' || !MayBeNamespace(name) || files.TryExamine(name) is not { } found)
        {
            return null;
        }

        NamespaceIdentity identity = NamespaceIdentity.Of(found);
        if (!scan.Table.IsNamespace(identity))
        {
            return null;
        }

        if (scan.Table.Find(identity) is { IsExamined: true } known)
        {
            return known;
        }

        using NamespaceHandle? handle = NamespaceHandle.From(files.TryOpenNamespace(name));
        return handle is null ? null : scan.Table.Examine(handle);
    }

    /// <summary>Determines whether a descriptor may be a namespace, whose inode numbers are high. Reading the file itself may hang if its file server does not respond.</summary>
    private bool MayBeNamespace(string descriptor) =>
        directory.TryRead($"fdinfo/{descriptor}", LongestDescriptor) is { } info && (ProcText.TryParseInode(info) ?? LowestNamespace) is >= LowestNamespace and <= uint.MaxValue;

    private NamespaceInfo? Find(ProcDirectory links, string name, out Errno error)
    {
        int length = links.ReadLink(name, _link);
        error = length == -1 ? SystemCalls.LastError : default;
        return length > 0 && ProcText.TryParseNamespace(_link.AsSpan(0, length), out NamespaceTypes type, out ulong inode)
            ? Known(links, name, scan.Table.GetOrAdd(type, inode))
            : null;
    }

    /// <summary>Reads the number and the relations of a namespace, if it can be opened and that was not done yet.</summary>
    private NamespaceInfo Known(ProcDirectory links, string name, NamespaceInfo info)
    {
        if (!info.IsExamined)
        {
            using NamespaceHandle? handle = NamespaceHandle.From(links.TryOpenNamespace(name));
            if (handle is not null && handle.Identity == info.Identity)
            {
                scan.Table.Examine(handle);
            }
        }

        return info;
    }

    private static bool IsForbidden(Errno error) => error == Errno.EACCES || error == Errno.EPERM;

    private void BlindIfForbidden(BlindSpotKind kind, Errno error)
    {
        // The kernel also returns these errors for a process that has ended.
        if (IsForbidden(error) && ProcText.TryParseState(directory.TryRead("stat", 4096)) is { HasEnded: false })
        {
            scan.BlindSpots.Add(new BlindSpot(kind, "It belongs to another user or has more capabilities. A caller with CAP_SYS_PTRACE over it can read it.") { Process = process, Errno = error });
        }
    }
}
