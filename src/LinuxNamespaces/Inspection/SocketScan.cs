using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Inspection;

/// <summary>Finds the network namespaces that sockets of a process belong to.</summary>
/// <remarks>
/// Only a process that has the socket can read its namespace, so the descriptor is duplicated. Meanwhile, closing it in the process does not release the socket.
/// </remarks>
internal sealed class SocketScan(NamespaceScan scan, ProcDirectory directory, InspectedProcess process) : IDisposable
{
    private SafeFileHandle? _file;
    private bool _isClosed;
    private bool _isReported;

    public void Dispose() => _file?.Dispose();

    /// <param name="descriptor">The number of the descriptor in the process.</param>
    /// <param name="socket">The inode of the socket, which is the same in all processes; null for other files.</param>
    internal void Add(int descriptor, ulong? socket)
    {
        if (!scan.Wants(NamespaceHolderKinds.Socket) || !scan.Wants(NamespaceTypes.Network))
        {
            return;
        }

        NamespaceInfo? info;
        if (socket is null || !scan.Sockets.TryGetValue(socket.Value, out info))
        {
            info = Find(descriptor);
            if (socket is not null && info is not null)
            {
                scan.Sockets.Add(socket.Value, info);
            }
        }

        info?.Add(new NamespaceHolder(NamespaceHolderKinds.Socket) { Process = process, Descriptor = descriptor });
    }

    private NamespaceInfo? Find(int descriptor)
    {
        if (_isClosed || Process is not { } file)
        {
            return null;
        }

        using SafeFileHandle socket = PidFile.TryBorrow(file, descriptor);
        if (socket.IsInvalid)
        {
            Errno error = SystemCalls.LastError;
            if (error != Errno.EBADF && error != Errno.ESRCH)
            {
                _isClosed = true;
                Blind(error, error == Errno.ENOSYS ? "It needs kernel 5.6." : "The caller may not trace the process (PTRACE_MODE_ATTACH). It needs CAP_SYS_PTRACE over it, or another value of the sysctl kernel.yama.ptrace_scope.");
            }

            return null;
        }

        ulong? cookie = SocketNamespace.Cookie(socket);
        if (cookie is { } number && (scan.Cookies.TryGetValue(number, out NamespaceInfo? known) || TryFindById(number, out known)))
        {
            return known;
        }

        using NamespaceHandle? handle = NamespaceHandle.From(SocketNamespace.TryOpen(socket));
        if (handle is null)
        {
            Errno error = SystemCalls.LastError;
            if (error == Errno.EPERM)
            {
                Blind(error, $"It needs CAP_NET_ADMIN over the network namespace {cookie}.");
            }

            return null;
        }

        NamespaceInfo info = scan.Table.Examine(handle);
        if (cookie is { } seen)
        {
            scan.Cookies[seen] = info;
        }

        return info;
    }

    /// <summary>Finds a namespace by its number. Since kernel 6.18, the cookie is the number.</summary>
    private bool TryFindById(ulong cookie, out NamespaceInfo? info)
    {
        info = scan.Table.All.FirstOrDefault(info => info.Type == NamespaceTypes.Network && info.Id == cookie);
        if (info is not null)
        {
            scan.Cookies[cookie] = info;
        }

        return info is not null;
    }

    private SafeFileHandle? Process
    {
        get
        {
            if (_file is null)
            {
                if (!scan.NumbersAreOwn)
                {
                    _isClosed = true;
                    Blind(null, "/proc belongs to another PID namespace, so the process cannot be opened by its ID.");
                    return null;
                }

                _file = PidFile.TryOpen(process.ProcessId);
                // If the directory can still be read, the ID does not belong to another process yet.
                if (_file.IsInvalid || directory.TryRead("comm", 64) is null)
                {
                    _isClosed = true;
                    return null;
                }
            }

            return _file;
        }
    }

    private void Blind(Errno? error, string reason)
    {
        if (!_isReported)
        {
            scan.BlindSpots.Add(new BlindSpot(BlindSpotKind.Sockets, reason) { Process = process, Errno = error });
        }

        _isReported = true;
    }
}
