using System.Globalization;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces;

/// <summary>A Linux namespace, kept alive by a handle.</summary>
/// <remarks>
/// Two objects are equal when they stand for the same namespace. Disposing one closes its handle only; the namespace goes
/// when nothing keeps it alive any more. See namespaces(7).
/// </remarks>
public partial class Namespace : IDisposable, IEquatable<Namespace>
{
    private protected Namespace(NamespaceHandle handle)
    {
        Handle = handle;
        Type = handle.Type;
        Identity = handle.Identity;
    }

    /// <summary>The kind of the namespace: a single flag.</summary>
    public NamespaceTypes Type { get; }

    /// <summary>Device and inode number, which tell namespaces apart.</summary>
    public NamespaceIdentity Identity { get; }

    /// <summary>The facts about each kind of namespaces: which the kernel has, and which the caller can create now and why not.</summary>
    /// <remarks>It is asked anew each time, by creating one of each kind, which goes at once; a few milliseconds.</remarks>
    public static IReadOnlyList<NamespaceSupport> Support => NamespaceFacts.Find();

    /// <summary>The number that no other namespace ever gets while the machine runs; null before kernel 6.18.</summary>
    /// <remarks>See ioctl_nsfs(2), NS_GET_ID.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public ulong? Id
    {
        get
        {
            ThrowIfDisposed();
            return NamespaceCalls.UniqueId(Handle);
        }
    }

    /// <summary>A note of the namespace by which it is found again while it lives; it can be written down.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public NamespaceReference Reference => new() { Type = Type, Identity = Identity, Id = Id, Boot = NamespaceFinder.Boot };

    /// <summary>The descriptor of the namespace; it belongs to this object.</summary>
    public NamespaceHandle Handle { get; }

    /// <summary>What the links under <c>/proc/PID/ns</c> say.</summary>
    internal string KernelName => Identity.ToKernelName(Type);

    /// <summary>Opens a namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.</param>
    /// <returns>The namespace, as an object of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file exists and is not that of a namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static Namespace Open(string path) => FromHandle(NamespaceHandle.Open(path));

    /// <summary>Opens a namespace of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <param name="type">The kind: a single flag.</param>
    /// <returns>The namespace, as an object of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a single flag.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static Namespace OpenProcess(int processId, NamespaceTypes type) => FromHandle(OpenProcessHandle(processId, type));

    /// <summary>Opens a namespace of the calling thread.</summary>
    /// <param name="type">The kind: a single flag.</param>
    /// <returns>The namespace, as an object of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a single flag.</exception>
    /// <exception cref="LinuxException">The kernel has no such namespaces (ENOENT), or <c>/proc</c> is not mounted.</exception>
    public static Namespace OpenCurrent(NamespaceTypes type) => FromHandle(OpenCurrentHandle(type));

    /// <summary>Makes an object of a handle, which then belongs to it.</summary>
    /// <param name="handle">The handle of a namespace. It is closed when this fails.</param>
    /// <returns>The namespace, as an object of the class of its kind, such as <see cref="NetNamespace"/>.</returns>
    /// <exception cref="LinuxException">The descriptor is not that of a namespace (ENOTTY).</exception>
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

    /// <summary>Takes a pin away that <see cref="Pin"/> or another program has made. The namespace goes when nothing else keeps it alive.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a namespace; it is left as it is.</exception>
    /// <exception cref="LinuxException">There is no such file (ENOENT), no mount on it (EINVAL), or CAP_SYS_ADMIN is missing (EPERM).</exception>
    public static void Unpin(string path) => NamespacePin.Remove(path);

    /// <summary>Keeps the namespace alive by a path, also after the process has ended, until <see cref="Unpin"/> or a reboot.</summary>
    /// <param name="path">A file that does not exist yet. It is created, and the namespace is mounted on it.</param>
    /// <remarks>Others open it by the path, as nsenter(1) and setns(2) do; see namespaces(7).</remarks>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="LinuxException">The file exists (EEXIST), or CAP_SYS_ADMIN is missing (EPERM). Nothing is left behind then.</exception>
    public void Pin(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(SystemCalls.PathWithNul, nameof(path));
        }

        NamespacePin.Add(Handle, path);
    }

    /// <summary>Closes the handle. The namespace itself goes when nothing else keeps it alive.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Tells whether both stand for the same namespace.</summary>
    /// <param name="other">The other; null is never equal.</param>
    /// <returns>True when device and inode number agree.</returns>
    public bool Equals(Namespace? other) => other is not null && Identity == other.Identity;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Namespace other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Identity.GetHashCode();

    /// <summary>The namespace as the kernel prints it, such as <c>net:[4026531833]</c>.</summary>
    public override string ToString() => KernelName;

    /// <summary>Releases what the object holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Handle.Dispose();
        }
    }

    /// <summary>Opens the user namespace that owns this one: who has capabilities there has them over this namespace.</summary>
    /// <returns>The owner; for a user namespace the one that is its parent.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_USERNS.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The owner is above the user namespace of the caller, or there is none (EPERM).</exception>
    public UserNamespace OpenOwner()
    {
        ThrowIfDisposed();
        NamespaceHandle? owner = NamespaceRelations.Owner(Handle);
        return owner is not null
            ? new UserNamespace(owner)
            : throw new LinuxException(Errno.EPERM, "open the owner of namespace", ToString(), "Only owners at or below the user namespace of the caller are shown.");
    }

    /// <summary>Calls that are made in the namespace.</summary>
    /// <param name="operation">What is tried, for errors.</param>
    /// <param name="remedy">What would help against an error.</param>
    /// <param name="descriptors">How many descriptors come back.</param>
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

    /// <summary>Closes a namespace that is of another kind.</summary>
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
