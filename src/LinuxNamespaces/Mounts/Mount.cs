using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Represents a change of the file system of a process before its program runs: a mount, or a file, directory or link to create.</summary>
/// <remarks>
/// Targets are paths as the process sees them, under its root directory. Sources are paths as the caller sees them. See mount(2).
/// Read-only bind mounts need kernel 5.12. Sources are opened before the process gets its root directory. Targets are resolved inside the root
/// directory and used by descriptor, so symbolic links in it, and processes that rename its files meanwhile, cannot lead outside. Symbolic links
/// are followed, except magic links such as those in <c>/proc/PID/fd</c> (ELOOP).
/// If a process in a new mount namespace has no root directory of its own, targets are paths in the caller's directory tree. Other users
/// that can change this tree can then choose where a target leads.
/// </remarks>
public abstract class Mount
{
    private protected Mount()
    {
    }

    /// <summary>Gets whether mounts change, so that a new mount namespace is needed.</summary>
    internal virtual bool NeedsMountNamespace => true;

    /// <summary>Gets whether the mount covers the root directory, so that an empty one is not needed.</summary>
    internal virtual bool BecomesRoot => false;

    /// <summary>Gets whether files of the caller are mounted, which a process in another mount namespace cannot open by their paths.</summary>
    internal virtual bool TakesTreeOfCaller => false;

    /// <summary>Gets whether mount_setattr(2) is needed.</summary>
    internal virtual bool NeedsMountAttributes => false;

    /// <summary>Bind-mounts a directory or file of the caller.</summary>
    /// <param name="source">A path of the caller.</param>
    /// <param name="target">The mount point.</param>
    /// <param name="readOnly"><see langword="true"/> to make the mount read-only.</param>
    /// <param name="recursive"><see langword="true"/> to include the mounts below the source. A new user namespace requires this.</param>
    /// <returns>The operation.</returns>
    public static Mount Bind(string source, string target, bool readOnly = false, bool recursive = true) =>
        new BindMount(CheckPath(source, nameof(source)), CheckTarget(target), readOnly ? MountFlags.ReadOnly : MountFlags.None, recursive);

    /// <summary>Bind-mounts a directory or file of the caller, with the mounts below it, and adds flags.</summary>
    /// <param name="source">A path of the caller. <c>/proc/self/fd/N</c> is an inherited descriptor of the caller.</param>
    /// <param name="target">
    /// The mount point. With <see cref="Processes.ProcessRoot.Empty"/>, a mount on <c>/</c> becomes the root directory and hides earlier changes.
    /// </param>
    /// <param name="flags">The flags to add to those that the mounts have.</param>
    /// <returns>The operation.</returns>
    public static Mount Bind(string source, string target, MountFlags flags) =>
        new BindMount(CheckPath(source, nameof(source)), CheckTarget(target), flags, recursive: true);

    /// <summary>Bind-mounts an open directory or file of the caller, with the mounts below it, and adds flags.</summary>
    /// <param name="source">A descriptor of the directory or file, which may be opened with O_PATH. It must be open when the process is started.</param>
    /// <param name="target">The mount point. A mount on <c>/</c> is possible, as with a path.</param>
    /// <param name="flags">The flags to add to those that the mounts have.</param>
    /// <returns>
    /// The operation. It mounts the path by which the descriptor was opened, since a descriptor cannot be bind-mounted in another mount namespace. The start
    /// fails (EAGAIN) if that path leads to another file by then.
    /// </returns>
    public static Mount Bind(SafeHandle source, string target, MountFlags flags)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new OpenedBindMount(source, CheckTarget(target), flags);
    }

    /// <summary>Mounts an empty file system in memory.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="size">The maximum size in bytes; <see langword="null"/> for half of the memory.</param>
    /// <param name="mode">The permissions of the root directory. Defaults to 0755.</param>
    /// <param name="flags">The flags of the mount.</param>
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

    /// <summary>Mounts a proc file system for the PID namespace of the process. See proc(5).</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Proc(string target = "/proc") => new FileSystemMount("proc", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts a sysfs file system, which shows the network namespace of the process. The user namespace of the process must own that namespace. See sysfs(5).</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Sysfs(string target = "/sys") => new FileSystemMount("sysfs", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts the POSIX message queues of the IPC namespace. See mq_overview(7).</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Mqueue(string target = "/dev/mqueue") => new FileSystemMount("mqueue", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts a new devpts file system with its own pseudo terminals. See pts(4).</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Devpts(string target = "/dev/pts") =>
        new FileSystemMount("devpts", CheckTarget(target), MountFlags.NoSetUserId | MountFlags.NoExecute, "newinstance,ptmxmode=0666,mode=620");

    /// <summary>Mounts the unified cgroup hierarchy. See cgroups(7).</summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Cgroup(string target = "/sys/fs/cgroup") => new FileSystemMount("cgroup2", CheckTarget(target), FileSystemMount.Safe, null);

    /// <summary>Mounts a file system of any type.</summary>
    /// <param name="type">The type, as in <c>/proc/filesystems</c>.</param>
    /// <param name="target">The mount point.</param>
    /// <param name="source">The source, such as a device. Defaults to the type.</param>
    /// <param name="flags">The flags of the mount.</param>
    /// <param name="data">The options of the file system, separated by commas.</param>
    /// <returns>The operation.</returns>
    public static Mount FileSystem(string type, string target, string? source = null, MountFlags flags = MountFlags.None, string? data = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return new FileSystemMount(type, CheckTarget(target), flags, data, source);
    }

    /// <summary>Mounts an overlay of directories. Changes are written to the upper directory. Without one, the overlay is read-only.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="lower">The read-only directories, the uppermost first, as paths of the caller.</param>
    /// <param name="upper">The directory for changes; <see langword="null"/> for none.</param>
    /// <param name="work">An empty directory in the same file system as the upper directory, which requires it.</param>
    /// <returns>The operation.</returns>
    /// <remarks>In a user namespace it needs kernel 5.11. See the kernel's Documentation/filesystems/overlayfs.rst.</remarks>
    public static Mount Overlay(string target, IReadOnlyList<string> lower, string? upper = null, string? work = null)
    {
        ArgumentNullException.ThrowIfNull(lower);
        if (lower.Count == 0 || (upper is null) != (work is null))
        {
            throw new ArgumentException("An overlay needs at least one lower directory. An upper directory needs a work directory, and the other way round.", nameof(lower));
        }

        return new OverlayMount(CheckTarget(target), [.. lower.Select(path => CheckPath(path, nameof(lower)))], upper, work);
    }

    /// <summary>
    /// Creates a minimal <c>/dev</c>: null, zero, full, random, urandom and tty of the caller, its own pseudo terminals and shared memory,
    /// and the usual symbolic links.
    /// </summary>
    /// <param name="target">The mount point.</param>
    /// <returns>The operation.</returns>
    public static Mount Devices(string target = "/dev") => new DevicesMount(CheckTarget(target));

    /// <summary>Creates a directory and its missing parents. An existing directory is left unchanged.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="mode">The permissions. Defaults to 0755.</param>
    /// <returns>The operation.</returns>
    public static Mount Directory(string path, UnixFileMode? mode = null) => new DirectoryEntry(CheckTarget(path), (int)(mode ?? (UnixFileMode)0x1ed));

    /// <summary>Creates a symbolic link. An existing link with the same target is left unchanged.</summary>
    /// <param name="path">The link.</param>
    /// <param name="target">The target of the link.</param>
    /// <returns>The operation.</returns>
    public static Mount SymbolicLink(string path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return new SymbolicLinkEntry(CheckTarget(path), target);
    }

    /// <summary>Creates a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The content of the file.</param>
    /// <param name="mode">The permissions. Defaults to 0644.</param>
    /// <param name="overwrite"><see langword="true"/> to replace the content of an existing file.</param>
    /// <returns>The operation.</returns>
    public static Mount File(string path, ReadOnlyMemory<byte> content, UnixFileMode? mode = null, bool overwrite = false) =>
        new FileEntry(CheckTarget(path), content, (int)(mode ?? (UnixFileMode)0x1a4), overwrite);

    /// <summary>Writes to an existing file with one system call, for example to a sysctl.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The bytes to write.</param>
    /// <returns>The operation.</returns>
    public static Mount Write(string path, ReadOnlyMemory<byte> content) => new FileWriting(CheckTarget(path), content);

    /// <summary>Changes the permissions of an existing file or directory.</summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="mode">The permissions.</param>
    /// <returns>The operation.</returns>
    public static Mount Permissions(string path, UnixFileMode mode) => new PermissionChange(CheckTarget(path), (int)mode);

    /// <summary>Sets the flags of an existing mount.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="flags">The new flags, which replace the current ones. In a new user namespace, the flags of the caller's mount cannot be removed.</param>
    /// <returns>The operation.</returns>
    public static Mount Remount(string target, MountFlags flags) => new Remount(CheckTarget(target), flags);

    /// <summary>Adds flags to a mount.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="flags">The flags to add.</param>
    /// <param name="recursive"><see langword="true"/> to add them to all mounts below it too. After an error, no mount has changed.</param>
    /// <returns>The operation. It needs kernel 5.12; see mount_setattr(2).</returns>
    public static Mount Restrict(string target, MountFlags flags, bool recursive = false) => new Restriction(CheckTarget(target), flags, recursive);

    /// <summary>Makes a file or directory read-only, with the mounts below it, by a bind mount onto itself. A path that does not exist is ignored.</summary>
    /// <param name="path">The file or directory.</param>
    /// <returns>The operation. It needs kernel 5.12; see mount_setattr(2).</returns>
    public static Mount WriteProtect(string path) => new WriteProtection(CheckTarget(path), ifWritable: false);

    /// <summary>Makes a file or directory read-only, with the mounts below it, by a bind mount onto itself, if the process could write to it.</summary>
    /// <param name="path">The file or directory. A path that does not exist is ignored.</param>
    /// <param name="onlyIfWritable">
    /// <see langword="true"/> to ignore a file or directory that the process may not write. The contents of such a directory, and the mounts below it, may still be
    /// writable.
    /// </param>
    /// <returns>The operation. It needs kernel 5.12; see mount_setattr(2).</returns>
    public static Mount WriteProtect(string path, bool onlyIfWritable) => new WriteProtection(CheckTarget(path), onlyIfWritable);

    /// <summary>Hides a file or directory: a file becomes <c>/dev/null</c>, and a directory an empty, read-only one. A path that does not exist is ignored.</summary>
    /// <param name="path">The file or directory, such as <c>/proc/kcore</c>.</param>
    /// <returns>The operation.</returns>
    /// <remarks>Container engines do the same with their masked paths. A process with CAP_SYS_ADMIN in the owner of its mount namespace can unmount the mask.</remarks>
    public static Mount Mask(string path) => new MaskedPath(CheckTarget(path));

    /// <summary>Mounts an overlay of directories whose changes are kept in memory and are lost with the mount namespace.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="lower">The read-only directories, the uppermost first, as paths of the caller.</param>
    /// <returns>The operation.</returns>
    public static Mount TemporaryOverlay(string target, IReadOnlyList<string> lower)
    {
        ArgumentNullException.ThrowIfNull(lower);
        return lower.Count == 0
            ? throw new ArgumentException("An overlay has at least one lower directory.", nameof(lower))
            : new OverlayMount(CheckTarget(target), [.. lower.Select(path => CheckPath(path, nameof(lower)))], null, null, inMemory: true);
    }

    /// <summary>Sets how mounts propagate at a mount point and at the mounts below it.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="propagation">The propagation type.</param>
    /// <returns>The operation.</returns>
    public static Mount Propagation(string target, MountPropagation propagation) => new PropagationChange(CheckTarget(target), propagation);

    /// <summary>Unmounts a mount point.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="ifPossible"><see langword="true"/> to ignore a path that is not a mount point, or a mount that came from another user namespace.</param>
    /// <returns>The operation.</returns>
    public static Mount Unmount(string target, bool ifPossible = false) => new Unmount(CheckTarget(target), ifPossible);

    internal static string CheckPath(string path, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);
        return path.Contains('\0', StringComparison.Ordinal) ? throw new ArgumentException(SystemCalls.PathWithNul, parameter) : path;
    }

    /// <summary>Adds the steps that use paths of the caller, before the process changes its namespaces and its root directory.</summary>
    /// <returns>The slots of the opened descriptors, for <see cref="Apply"/>.</returns>
    internal virtual StepArgument[] Prepare(MountContext context) => [];

    /// <summary>Adds the steps under the root directory of the process.</summary>
    internal abstract void Apply(MountContext context, StepArgument[] opened);

    private static string CheckTarget(string target)
    {
        CheckPath(target, nameof(target));
        return target.StartsWith('/') ? target : throw new ArgumentException($"{PrintableText.Quote(target)} is not an absolute path. An absolute path begins with '/'.", nameof(target));
    }
}
