using System.Globalization;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>
/// A descriptor of a namespace: a file of the kernel's nsfs. While it is open the namespace lives, even if no process is
/// in it and no path leads to it.
/// </summary>
/// <remarks>See namespaces(7) and ioctl_ns(2).</remarks>
public sealed class NamespaceHandle : SafeHandleMinusOneIsInvalid
{
    private NamespaceIdentity? _identity;
    private NamespaceTypes _type;
    private IDisposable? _companion;

    /// <summary>Creates an invalid handle, for marshalling.</summary>
    public NamespaceHandle()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Wraps a descriptor.</summary>
    /// <param name="handle">A descriptor of an nsfs file; this is checked when the handle is first used.</param>
    /// <param name="ownsHandle">True to close the descriptor with the handle.</param>
    public NamespaceHandle(nint handle, bool ownsHandle)
        : base(ownsHandle) => SetHandle(handle);

    /// <summary>Device and inode number, which tell namespaces apart.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="LinuxException">The descriptor is not open.</exception>
    public NamespaceIdentity Identity => _identity ??= NamespaceIdentity.Of(Usable());

    /// <summary>The kind of the namespace: a single flag.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="LinuxException">The descriptor is not that of a namespace (ENOTTY), or not open.</exception>
    public NamespaceTypes Type => _type != NamespaceTypes.None ? _type : _type = (NamespaceTypes)NamespaceCalls.TypeOf(Usable());

    /// <summary>Opens the network namespace of a socket that a process has open.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <param name="descriptor">The number of the socket among the descriptors of the process.</param>
    /// <returns>A handle that keeps the namespace alive.</returns>
    /// <remarks>See pidfd_getfd(2), kernel 5.6, and SIOCGSKNS.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive, or the descriptor is negative.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ESRCH) or descriptor (EBADF), it is no socket (ENOTTY), the process belongs to another user (EPERM; needs
    /// CAP_SYS_PTRACE), or the namespace does (EPERM; needs CAP_NET_ADMIN over it).
    /// </exception>
    public static NamespaceHandle OpenSocket(int processId, int descriptor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        using SafeFileHandle process = PidFile.TryOpen(processId);
        if (process.IsInvalid)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, "open process (pidfd_open)", $"{processId}");
        }

        using SafeFileHandle socket = PidFile.TryBorrow(process, descriptor);
        if (socket.IsInvalid)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, "take descriptor (pidfd_getfd)", $"{descriptor} of process {processId}", errno => ProcessRemedy.For(errno, processId, attach: true));
        }

        return From(SocketNamespace.TryOpen(socket))
            ?? throw SystemCalls.Failure(SystemCalls.LastError, "open the network namespace of socket (SIOCGSKNS)", $"{descriptor} of process {processId}", static errno => errno == Errno.EPERM && !RightsOver.Has(Linux.CAP_NET_ADMIN) ? "It needs CAP_NET_ADMIN in the user namespace that owns the network namespace of the socket." : null);
    }

    /// <summary>
    /// Opens a namespace by the path of its file: one under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <returns>A handle that keeps the namespace alive.</returns>
    /// <remarks>Whatever else the path leads to, a device or a pipe, is not opened.</remarks>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file exists and is not that of a namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static NamespaceHandle Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(SystemCalls.PathWithNul, nameof(path));
        }

        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        if (file.IsInvalid)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, "open namespace file", path, errno => ProcessRemedy.OfPath(path) is { } id ? ProcessRemedy.For(errno, id, attach: false) : PathRemedy.For(errno, path));
        }

        if (!SystemCalls.IsNsfs(file))
        {
            throw new InvalidDataException(
                $"{PrintableText.Quote(path)} is not the file of a namespace. A namespace file is one under /proc/PID/ns or has one bind-mounted on it; "
                + "an empty file under /run/netns is what is left of a name whose mount is gone, and NetNamespace.Delete removes it.");
        }

        // What was examined is what gets opened, even if the path leads elsewhere by now.
        string same = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        return From(SystemCalls.TryOpen(same, Linux.O_RDONLY)) ?? throw SystemCalls.Failure(SystemCalls.LastError, "open namespace file", path);
    }

    /// <summary>Opens a namespace by the number that no other one ever gets while the machine runs; kernel 6.19.</summary>
    /// <param name="id">The number, as of <see cref="NamespaceReference.Id"/>.</param>
    /// <returns>A handle that keeps the namespace alive, of whatever kind it is.</returns>
    /// <remarks>
    /// Kernel 6.18 has the numbers and opens a namespace only if more is known of it, which a <see cref="NamespaceReference"/> has. See ioctl_nsfs(2),
    /// NS_GET_ID, and open_by_handle_at(2).
    /// </remarks>
    /// <exception cref="LinuxException">
    /// The namespace is gone, or the caller is neither in it nor has CAP_SYS_ADMIN over it (ESTALE), which the kernel does not tell from each other and says
    /// of every one before 6.19; or it cannot do that at all (another error, before 6.18).
    /// </exception>
    public static NamespaceHandle OpenById(ulong id) =>
        TryOpenById(id, NamespaceTypes.None, inode: 0, out Errno? error)
            ?? throw new LinuxException(error!.Value, "open namespace", string.Create(CultureInfo.InvariantCulture, $"{id}"), IdRemedy(error!.Value));

    /// <summary>Opens the user namespace that owns the namespace; for a user namespace, the one that it was created in.</summary>
    /// <returns>The handle; null where the caller may not know it, as outside of what is below its own. See ioctl_nsfs(2).</returns>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public NamespaceHandle? OpenOwner() => NamespaceRelations.Owner(Usable());

    /// <summary>Gets the text of the links under <c>/proc/PID/ns</c>, such as <c>net:[4026531833]</c>.</summary>
    internal string KernelName => Identity.ToKernelName(Type);

    /// <summary>Gets the object that is disposed of with this handle.</summary>
    internal IDisposable? Companion => Volatile.Read(ref _companion);

    /// <summary>Opens a namespace by its unique number, and by its type and inode number if they are known.</summary>
    /// <param name="error">ESTALE if the namespace does not exist or the caller may not open it; another error if the kernel does not support this (before 6.18).</param>
    internal static NamespaceHandle? TryOpenById(ulong id, NamespaceTypes type, ulong inode, out Errno? error) =>
        From(NamespaceCalls.TryOpen(id, (uint)type, inode, out error));

    /// <summary>Turns the descriptor of a namespace into a handle, which then owns it.</summary>
    /// <param name="descriptor">The descriptor, which is released from its own handle.</param>
    /// <returns>The handle; null if there is no descriptor, or it is invalid.</returns>
    internal static NamespaceHandle? From(SafeFileHandle? descriptor)
    {
        if (descriptor is null or { IsInvalid: true })
        {
            return null;
        }

        NamespaceHandle handle = new(descriptor.DangerousGetHandle(), ownsHandle: true);
        descriptor.SetHandleAsInvalid();
        descriptor.Dispose();
        return handle;
    }

    /// <summary>Replaces the object that is disposed of with this handle, and disposes of the one before.</summary>
    /// <param name="companion">An object that also has a finalizer of its own: the finalizer of this handle does not touch it.</param>
    internal void SetCompanion(IDisposable? companion) => Interlocked.Exchange(ref _companion, companion)?.Dispose();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            SetCompanion(null);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    // The kernel says the same (ESTALE) whether it is gone or not for the caller.
    private static string? IdRemedy(Errno errno) =>
        KernelSupport.Version < new Version(6, 19) ? $"Opening a namespace by nothing but its number needs kernel 6.19; this is {KernelSupport.Version}."
        : errno == Errno.ESTALE ? "Either there is no such namespace any more, or the caller is not in it and has no CAP_SYS_ADMIN over it."
        : null;

    private NamespaceHandle Usable()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return this;
    }
}
