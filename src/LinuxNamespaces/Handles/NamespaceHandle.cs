using System.Globalization;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>
/// A descriptor of a namespace, which is a file of the nsfs file system. It keeps the namespace alive, even if no process is in the namespace and no path
/// leads to it.
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
    /// <param name="handle">The descriptor of an nsfs file. It is checked when the handle is first used.</param>
    /// <param name="ownsHandle"><see langword="true"/> to close the descriptor with the handle.</param>
    public NamespaceHandle(nint handle, bool ownsHandle)
        : base(ownsHandle) => SetHandle(handle);

    /// <summary>Gets the device and inode number, which identify the namespace while it exists.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="LinuxException">The descriptor is not open.</exception>
    public NamespaceIdentity Identity => _identity ??= NamespaceIdentity.Of(Usable());

    /// <summary>Gets the kind of the namespace, as a single flag.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="LinuxException">The descriptor is not a namespace (ENOTTY), or is not open.</exception>
    public NamespaceTypes Type => _type != NamespaceTypes.None ? _type : _type = (NamespaceTypes)NamespaceCalls.TypeOf(Usable());

    /// <summary>Opens the network namespace of a socket that a process has open.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <param name="descriptor">The file descriptor of the socket in the process.</param>
    /// <returns>A handle that keeps the namespace alive.</returns>
    /// <remarks>See pidfd_getfd(2), kernel 5.6, and SIOCGSKNS.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive, or the descriptor is negative.</exception>
    /// <exception cref="LinuxException">
    /// The process (ESRCH) or the descriptor (EBADF) does not exist, the descriptor is not a socket (ENOTTY), the process belongs to another user (EPERM; needs
    /// CAP_SYS_PTRACE), or the namespace belongs to another user (EPERM; needs CAP_NET_ADMIN over it).
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
    /// Opens a namespace by the path of its file: a file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <returns>A handle that keeps the namespace alive.</returns>
    /// <remarks>If the path leads to another kind of file, such as a device or a pipe, that file is not opened.</remarks>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file exists and is not a namespace.</exception>
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

        // Opens the file that was examined, even if the path leads elsewhere by now.
        string same = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        return From(SystemCalls.TryOpen(same, Linux.O_RDONLY)) ?? throw SystemCalls.Failure(SystemCalls.LastError, "open namespace file", path);
    }

    /// <summary>Opens a namespace by the number that the kernel never gives to another namespace until the next boot; kernel 6.19.</summary>
    /// <param name="id">The number, such as <see cref="NamespaceReference.Id"/>.</param>
    /// <returns>A handle that keeps the namespace alive. The namespace can be of any kind.</returns>
    /// <remarks>
    /// Kernel 6.18 has the numbers, but opens a namespace only together with its type and inode number, which a <see cref="NamespaceReference"/> contains.
    /// See ioctl_nsfs(2), NS_GET_ID, and open_by_handle_at(2).
    /// </remarks>
    /// <exception cref="LinuxException">
    /// The namespace does not exist, or the caller is neither in it nor has CAP_SYS_ADMIN over it (ESTALE in both cases, and always before kernel 6.19);
    /// or the kernel does not support this (another error, before 6.18).
    /// </exception>
    public static NamespaceHandle OpenById(ulong id) =>
        TryOpenById(id, NamespaceTypes.None, inode: 0, out Errno? error)
            ?? throw new LinuxException(error!.Value, "open namespace", string.Create(CultureInfo.InvariantCulture, $"{id}"), IdRemedy(error!.Value));

    /// <summary>Opens the user namespace that owns the namespace. The owner of a user namespace is its parent.</summary>
    /// <returns>The handle; <see langword="null"/> if the owner is neither the caller's user namespace nor below it. See ioctl_nsfs(2).</returns>
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

    // The kernel returns ESTALE in both cases.
    private static string? IdRemedy(Errno errno) =>
        KernelSupport.Version < new Version(6, 19) ? $"Opening a namespace by its number alone needs kernel 6.19. This kernel is {KernelSupport.Version}."
        : errno == Errno.ESTALE ? "The namespace does not exist, or the caller is neither in it nor has CAP_SYS_ADMIN over it."
        : null;

    private NamespaceHandle Usable()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return this;
    }
}
