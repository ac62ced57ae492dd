using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>
/// Something done to the file system of a process before its program runs: a mount, or a file, directory or link made for one.
/// </summary>
/// <remarks>
/// Targets are paths as the process sees them, under its root directory; sources are paths as the caller sees them. See mount(2).
/// Read-only bind mounts need kernel 5.12. Sources are opened before the process gets its root directory. Targets are resolved inside the root
/// directory and used by descriptor, so that links in it, and other processes that rename its files meanwhile, cannot lead outside. Links to what a
/// process has open, such as those in <c>/proc/PID/fd</c>, are not followed (ELOOP). A target that is another symbolic link stands for what it leads to.
/// If a process in a new mount namespace has no root directory of its own, the targets are paths in the caller's directory tree, and other users
/// that can change it can choose where a target leads.
/// </remarks>
public abstract class Mount
{
    private protected Mount()
    {
    }

    /// <summary>True when it changes mounts, so that the mount namespace has to be a new one.</summary>
    internal virtual bool NeedsMountNamespace => true;

    /// <summary>True when an empty root directory is not needed, since this covers it.</summary>
    internal virtual bool BecomesRoot => false;

    /// <summary>Whether it mounts files of the caller, which a process in another mount namespace cannot open by their paths.</summary>
    internal virtual bool TakesTreeOfCaller => false;

    /// <summary>Whether it takes mount_setattr(2).</summary>
    internal virtual bool NeedsMountAttributes => false;

    /// <summary>Makes a directory or file of the caller appear in another place.</summary>
    /// <param name="source">A path of the caller.</param>
    /// <param name="target">Where it appears.</param>
    /// <param name="readOnly">Whether the process may only read in it.</param>
    /// <param name="recursive">Whether what is mounted below the source appears too. In a new user namespace it must.</param>
    /// <returns>The operation.</returns>
    public static Mount Bind(string source, string target, bool readOnly = false, bool recursive = true) =>
        new BindMount(CheckPath(source, nameof(source)), CheckTarget(target), readOnly ? MountFlags.ReadOnly : MountFlags.None, recursive);

    /// <summary>Makes a directory or file of the caller, and what is mounted below it, appear in another place, with restrictions.</summary>
    /// <param name="source">A path of the caller; <c>/proc/self/fd/N</c> is a descriptor that the caller was started with.</param>
    /// <param name="target">
    /// Where it appears. At <c>/</c>, under <see cref="Processes.ProcessRoot.Empty"/>, it becomes the root directory, and what is done before is lost.
    /// </param>
    /// <param name="flags">Properties that the mounts get besides those that they have.</param>
    /// <returns>The operation.</returns>
    public static Mount Bind(string source, string target, MountFlags flags) =>
        new BindMount(CheckPath(source, nameof(source)), CheckTarget(target), flags, recursive: true);

    /// <summary>Makes a directory or file that the caller has open, and what is mounted below it, appear in another place, with restrictions.</summary>
    /// <param name="source">A descriptor of the directory or file, which is open when the process is started; O_PATH is enough.</param>
    /// <param name="target">Where it appears; as with a path.</param>
    /// <param name="flags">Properties that the mounts get besides those that they have.</param>
    /// <returns>
    /// The operation. It mounts what is at the path that the descriptor was opened by, since a descriptor is of no use in another mount namespace, and the start
    /// fails (EAGAIN) when that is something else by then.
    /// </returns>
    public static Mount Bind(SafeHandle source, string target, MountFlags flags)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new OpenedBindMount(source, CheckTarget(target), flags);
    }

    /// <summary>Mounts an empty file system in memory.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="size">The most it may hold, in bytes; null is half of the memory.</param>
    /// <param name="mode">The permissions of its root directory; 0755 by default.</param>
    /// <param name="flags">Properties of the mount.</param>
    /// <returns>The operation.</returns>
    public static Mount Tmpfs(string target, long? size = null, UnixFileMode? mode = null, MountFlags flags = MountFlags.NoSetUserId | MountFlags.NoDevices)
    {
        if (size is { } bytes)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes, nameof(size));
        }

        string permissions = Convert.ToString((int)(mode ?? (UnixFileMode)0x1ed), 8);
        string data = size is null ? $"mode={permissions}" : string.Create(CultureInfo.InvariantCulture, $"mode={permissions},size={size}");
        return new FileSystemMount("tmpfs", CheckTarget(target), flags, data);
    }

    /// <summary>Mounts the process information of the PID namespace that the process is born in.</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Proc(string target = "/proc") => new FileSystemMount("proc", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts the kernel's objects, those of the network namespace among them. The process must own its network namespace.</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Sysfs(string target = "/sys") => new FileSystemMount("sysfs", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts the POSIX message queues of the IPC namespace.</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Mqueue(string target = "/dev/mqueue") => new FileSystemMount("mqueue", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts a set of pseudo terminals of its own.</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Devpts(string target = "/dev/pts") =>
        new FileSystemMount("devpts", CheckTarget(target), MountFlags.NoSetUserId | MountFlags.NoExecute, "newinstance,ptmxmode=0666,mode=620");

    /// <summary>Mounts the unified hierarchy of control groups.</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Cgroup(string target = "/sys/fs/cgroup") => new FileSystemMount("cgroup2", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts a file system by its name.</summary>
    /// <param name="type">The type, as in /proc/filesystems.</param>
    /// <param name="target">The mount point.</param>
    /// <param name="source">What is mounted; by default the type.</param>
    /// <param name="flags">Properties of the mount.</param>
    /// <param name="data">Options of the file system, separated by commas.</param>
    /// <returns>The operation.</returns>
    public static Mount FileSystem(string type, string target, string? source = null, MountFlags flags = MountFlags.None, string? data = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return new FileSystemMount(type, CheckTarget(target), flags, data, source);
    }

    /// <summary>Mounts directories over each other: what is written goes into the upper one, or is refused without one.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="lower">The directories that are only read, the uppermost first; paths of the caller.</param>
    /// <param name="upper">The directory that is written to; null for none.</param>
    /// <param name="work">An empty directory of the same file system, which the kernel needs when there is an upper one.</param>
    /// <returns>The operation.</returns>
    /// <remarks>In a user namespace it needs kernel 5.11. See the kernel's Documentation/filesystems/overlayfs.rst.</remarks>
    public static Mount Overlay(string target, IReadOnlyList<string> lower, string? upper = null, string? work = null)
    {
        ArgumentNullException.ThrowIfNull(lower);
        if (lower.Count == 0 || (upper is null) != (work is null))
        {
            throw new ArgumentException("An overlay has at least one lower directory, and an upper directory only together with a work directory.", nameof(lower));
        }

        return new OverlayMount(CheckTarget(target), [.. lower.Select(path => CheckPath(path, nameof(lower)))], upper, work);
    }

    /// <summary>
    /// Makes a minimal <c>/dev</c>: null, zero, full, random, urandom and tty of the caller, pseudo terminals and shared memory of its own,
    /// and the links that programs expect.
    /// </summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Devices(string target = "/dev") => new DevicesMount(CheckTarget(target));

    /// <summary>Creates a directory, with those above it; one that exists is left as it is.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="mode">Its permissions; 0755 by default.</param>
    /// <returns>The operation.</returns>
    public static Mount Directory(string path, UnixFileMode? mode = null) => new DirectoryEntry(CheckTarget(path), (int)(mode ?? (UnixFileMode)0x1ed));

    /// <summary>Creates a symbolic link; one that exists and says the same is left.</summary>
    /// <param name="path">The link.</param>
    /// <param name="target">What it says.</param>
    /// <returns>The operation.</returns>
    public static Mount SymbolicLink(string path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return new SymbolicLinkEntry(CheckTarget(path), target);
    }

    /// <summary>Creates a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="mode">Its permissions; 0644 by default.</param>
    /// <param name="overwrite">Whether it may exist already; it then holds only this.</param>
    /// <returns>The operation.</returns>
    public static Mount File(string path, ReadOnlyMemory<byte> content, UnixFileMode? mode = null, bool overwrite = false) =>
        new FileEntry(CheckTarget(path), content, (int)(mode ?? (UnixFileMode)0x1a4), overwrite);

    /// <summary>Writes into a file that exists, in one write, such as a file of the kernel that takes orders.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What is written.</param>
    /// <returns>The operation.</returns>
    public static Mount Write(string path, ReadOnlyMemory<byte> content) => new FileWriting(CheckTarget(path), content);

    /// <summary>Changes the permissions of a file or directory that exists.</summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="mode">The permissions.</param>
    /// <returns>The operation.</returns>
    public static Mount Permissions(string path, UnixFileMode mode) => new PermissionChange(CheckTarget(path), (int)mode);

    /// <summary>Changes the properties of a mount that exists.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="flags">All its properties from now on. In a new user namespace none that the caller's mount has may be left out.</param>
    /// <returns>The operation.</returns>
    public static Mount Remount(string target, MountFlags flags) => new Remount(CheckTarget(target), flags);

    /// <summary>Adds properties to a mount.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="flags">The properties to add.</param>
    /// <param name="recursive"><see langword="true"/> to add them to all mounts below it too; all of them change, or none does.</param>
    /// <returns>The operation. It needs kernel 5.12; see mount_setattr(2).</returns>
    public static Mount Restrict(string target, MountFlags flags, bool recursive = false) => new Restriction(CheckTarget(target), flags, recursive);

    /// <summary>
    /// Makes a file or directory, and all that is mounted below it, read-only by a mount of its own. A path that does not exist is ignored.
    /// </summary>
    /// <param name="path">The file or directory.</param>
    /// <returns>The operation. It needs kernel 5.12; see mount_setattr(2).</returns>
    public static Mount WriteProtect(string path) => new WriteProtection(CheckTarget(path), ifWritable: false);

    /// <summary>Makes a file or directory, and all that is mounted below it, read-only by a mount of its own, if the process could write to it.</summary>
    /// <param name="path">The file or directory. A path that does not exist is ignored.</param>
    /// <param name="onlyIfWritable">
    /// <see langword="true"/> to ignore a file or directory that the process has no right to write. The contents of such a directory, and what is
    /// mounted below it, may still be writable.
    /// </param>
    /// <returns>The operation. It needs kernel 5.12; see mount_setattr(2).</returns>
    public static Mount WriteProtect(string path, bool onlyIfWritable) => new WriteProtection(CheckTarget(path), onlyIfWritable);

    /// <summary>Mounts directories over each other; what is written goes into memory, and with the mount namespace.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="lower">The directories that are only read, the uppermost first; paths of the caller.</param>
    /// <returns>The operation.</returns>
    public static Mount TemporaryOverlay(string target, IReadOnlyList<string> lower)
    {
        ArgumentNullException.ThrowIfNull(lower);
        return lower.Count == 0
            ? throw new ArgumentException("An overlay has at least one lower directory.", nameof(lower))
            : new OverlayMount(CheckTarget(target), [.. lower.Select(path => CheckPath(path, nameof(lower)))], null, null, inMemory: true);
    }

    /// <summary>Changes how mounts at and below a mount point pass to other mount namespaces.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="propagation">Which way they pass.</param>
    /// <returns>The operation.</returns>
    public static Mount Propagation(string target, MountPropagation propagation) => new PropagationChange(CheckTarget(target), propagation);

    /// <summary>Unmounts what is mounted on a mount point.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="ifPossible">Whether what cannot be unmounted is left: no mount point, or one that another user namespace has mounted.</param>
    /// <returns>The operation.</returns>
    public static Mount Unmount(string target, bool ifPossible = false) => new Unmount(CheckTarget(target), ifPossible);

    internal static string CheckPath(string path, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);
        return path.Contains('\0', StringComparison.Ordinal) ? throw new ArgumentException(SystemCalls.PathWithNul, parameter) : path;
    }

    /// <summary>What has to be done with paths of the caller, while they lead where they do.</summary>
    /// <returns>The slots of what has been opened, for <see cref="Apply"/>.</returns>
    internal virtual StepArgument[] Prepare(MountContext context) => [];

    /// <summary>What is done under the root directory of the process.</summary>
    internal abstract void Apply(MountContext context, StepArgument[] opened);

    private static string CheckTarget(string target)
    {
        CheckPath(target, nameof(target));
        return target.StartsWith('/') ? target : throw new ArgumentException($"{PrintableText.Quote(target)} is not an absolute path; it begins with '/'.", nameof(target));
    }
}
