using System.Globalization;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A Linux namespace, which a handle keeps alive.</summary>
/// <remarks>
/// Two objects are equal if they refer to the same namespace. Disposing an object only closes its handle. The kernel removes the namespace
/// when no process, handle, path or other namespace keeps it alive. See namespaces(7).
/// </remarks>
public partial class Namespace : IDisposable, IEquatable<Namespace>
{
    private protected Namespace(NamespaceHandle handle)
    {
        Handle = handle;
        Type = handle.Type;
        Identity = handle.Identity;
    }

    /// <summary>Gets the kind of the namespace, as a single flag.</summary>
    public NamespaceTypes Type { get; }

    /// <summary>Gets the device and inode number, which identify the namespace while it exists.</summary>
    public NamespaceIdentity Identity { get; }

    /// <summary>Gets which kinds of namespaces the kernel supports, and which of them the caller can create.</summary>
    /// <returns>A description of each kind, in the order of the kernel versions that introduced them.</returns>
    /// <remarks>Each call creates a namespace of each kind and removes it at once, which takes a few milliseconds.</remarks>
    public static IReadOnlyList<NamespaceSupport> GetSupport() => NamespaceFacts.Find();

    /// <summary>Gets the number that the kernel never gives to another namespace until the next boot.</summary>
    /// <returns>The number; <see langword="null"/> before kernel 6.18.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_ID.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public ulong? GetId()
    {
        ThrowIfDisposed();
        return NamespaceCalls.UniqueId(Handle);
    }

    /// <summary>Gets a serializable reference that can reopen the namespace while it exists.</summary>
    /// <returns>The reference.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public NamespaceReference GetReference() => new() { Type = Type, Identity = Identity, Id = GetId(), Boot = NamespaceFinder.Boot };

    /// <summary>Gets the descriptor of the namespace, which this object owns.</summary>
    public NamespaceHandle Handle { get; }

    /// <summary>Gets the text of the links under <c>/proc/PID/ns</c>.</summary>
    internal string KernelName => Identity.ToKernelName(Type);

    /// <summary>Opens a namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace, as an instance of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file exists and is not a namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static Namespace Open(string path) => FromHandle(NamespaceHandle.Open(path));

    /// <summary>Opens a namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <param name="type">The kind, as a single flag.</param>
    /// <returns>The namespace, as an instance of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a single flag.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static Namespace OpenProcess(int processId, NamespaceTypes type) => FromHandle(OpenProcessHandle(processId, type));

    /// <summary>Opens a namespace of the calling thread.</summary>
    /// <param name="type">The kind, as a single flag.</param>
    /// <returns>The namespace, as an instance of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a single flag.</exception>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static Namespace OpenCurrent(NamespaceTypes type) => FromHandle(OpenCurrentHandle(type));

    /// <summary>Creates an object that owns a handle.</summary>
    /// <param name="handle">The handle of a namespace. It is closed if this method fails.</param>
    /// <returns>The namespace, as an instance of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="LinuxException">The descriptor is not a namespace (ENOTTY).</exception>
    public static Namespace FromHandle(NamespaceHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        try
        {
            return handle.Type switch
            {
                NamespaceTypes.Network => new NetNamespace(handle),
                NamespaceTypes.Mount => new MountNamespace(handle),
                NamespaceTypes.Pid => new PidNamespace(handle),
                NamespaceTypes.User => new UserNamespace(handle),
                NamespaceTypes.Uts => new UtsNamespace(handle),
                NamespaceTypes.Ipc => new IpcNamespace(handle),
                NamespaceTypes.Cgroup => new CgroupNamespace(handle),
                NamespaceTypes.Time => new TimeNamespace(handle),
                _ => new Namespace(handle),
            };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Removes a pin that <see cref="Pin"/> or another program has created. The namespace ceases to exist when nothing else keeps it alive.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a namespace. It is left unchanged.</exception>
    /// <exception cref="LinuxException">The file does not exist (ENOENT), is not a mount point (EINVAL), or CAP_SYS_ADMIN is missing (EPERM).</exception>
    public static void Unpin(string path) => NamespacePin.Remove(path);

    /// <summary>Keeps the namespace alive through a path, also after this process has ended, until <see cref="Unpin"/> is called or the machine reboots.</summary>
    /// <param name="path">A file that does not exist. It is created, and the namespace is mounted on it.</param>
    /// <remarks>Other programs, such as nsenter(1), open the namespace by the path. See namespaces(7).</remarks>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="LinuxException">The file exists (EEXIST), or CAP_SYS_ADMIN is missing (EPERM). No file is left behind.</exception>
    public void Pin(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(SystemCalls.PathWithNul, nameof(path));
        }

        NamespacePin.Add(Handle, path);
    }

    /// <summary>Closes the handle. The namespace ceases to exist when nothing else keeps it alive.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Determines whether another object refers to the same namespace.</summary>
    /// <param name="other">The other object, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if the device and inode numbers are equal.</returns>
    public bool Equals(Namespace? other) => other is not null && Identity == other.Identity;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Namespace other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Identity.GetHashCode();

    /// <summary>Returns the name that the kernel gives the namespace, such as <c>net:[4026531833]</c>.</summary>
    public override string ToString() => KernelName;

    /// <summary>Releases the resources of the object.</summary>
    /// <param name="disposing"><see langword="true"/> if called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Handle.Dispose();
        }
    }

    /// <summary>Opens the user namespace that owns this namespace. Capabilities in the owner apply to this namespace.</summary>
    /// <returns>The owner. The owner of a user namespace is its parent.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_USERNS.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The owner is above the caller's user namespace, or there is no owner (EPERM).</exception>
    public UserNamespace OpenOwner()
    {
        ThrowIfDisposed();
        NamespaceHandle? owner = NamespaceRelations.Owner(Handle);
        return owner is not null
            ? new UserNamespace(owner)
            : throw new LinuxException(Errno.EPERM, "open the owner of namespace", ToString(), "Only owners at or below the user namespace of the caller are shown.");
    }

    /// <summary>Creates a program of system calls that run in the namespace.</summary>
    /// <param name="operation">The operation, for error messages.</param>
    /// <param name="remedy">Finds a remedy for an error.</param>
    /// <param name="descriptors">The number of descriptors that the program returns.</param>
    private protected NamespaceProgram Inside(string operation, Func<Errno, string?>? remedy = null, int descriptors = 0)
    {
        ThrowIfDisposed();
        NamespaceProgram program = new(operation, ToString(), descriptors) { Remedy = remedy };
        program.Enter(Handle);
        return program;
    }

    private protected NamespaceHandle OpenParentHandle()
    {
        ThrowIfDisposed();
        return NamespaceRelations.Parent(Handle)
            ?? throw new LinuxException(Errno.EPERM, "open the parent of namespace", ToString(), "Only namespaces at or below that of the caller are shown.");
    }

    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Handle.IsClosed, this);

    private protected static NamespaceHandle OpenHandle(string path, NamespaceTypes type) => Require(NamespaceHandle.Open(path), path, type);

    /// <summary>Closes the handle and throws if the namespace is of another kind.</summary>
    private protected static NamespaceHandle Require(NamespaceHandle handle, string path, NamespaceTypes type)
    {
        NamespaceTypes actual = handle.Type;
        if (actual != type)
        {
            handle.Dispose();
            throw new InvalidDataException($"{PrintableText.Quote(path)} is not a namespace of the kind '{type}' but one of the kind '{actual}'.");
        }

        return handle;
    }

    private protected static NamespaceHandle OpenCurrentHandle(NamespaceTypes type) =>
        NamespaceHandle.Open($"/proc/thread-self/ns/{type.ProcName()}");

    private protected static NamespaceHandle OpenProcessHandle(int processId, NamespaceTypes type)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        return NamespaceHandle.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/{type.ProcName()}"));
    }
}
