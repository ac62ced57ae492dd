using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>The mounts of the namespace.</content>
public sealed partial class MountNamespace
{
    private const string Remedy = "It needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace.";
    private const string NoMount = "The mount namespace has no mount at this path.";

    /// <summary>Gets the mounts that are visible from the root directory of the namespace.</summary>
    /// <returns>The mounts, in the order in which they were created.</returns>
    /// <remarks>
    /// Since kernel 6.15, the list comes from listmount(2) and statmount(2), and the namespace is not entered. Older kernels require a helper process to open
    /// <c>/proc/PID/mountinfo</c> inside. Each entry is consistent. A mount that is added or removed meanwhile may be missing or present, but not twice.
    /// With listmount(2), the list is read again a few times if mounts change, so it usually shows a single moment. For the namespace of this process, the root
    /// directory is that of this process.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public IReadOnlyList<MountPoint> GetMounts()
    {
        ThrowIfDisposed();
        IReadOnlyList<MountPoint>? listed = null;
        DelegateThread.RunOutside(() => listed = MountTable.TryList(Handle));
        return listed ?? ReadInside();
    }

    /// <summary>Creates a mount namespace with a copy of the caller's mounts.</summary>
    /// <param name="propagation">How mounts propagate between the caller's namespace and the new one.</param>
    /// <returns>The namespace. No process is in it, and it lives as long as a handle or a path keeps it.</returns>
    /// <remarks>
    /// If the caller lacks CAP_SYS_ADMIN, the namespace belongs to the private user namespace of this process, and the copied mounts cannot be unmounted.
    /// See unshare(2), CLONE_NEWNS.
    /// </remarks>
    /// <exception cref="LinuxException">
    /// The caller may not create user namespaces (EPERM), or a limit of namespaces is reached (ENOSPC).
    /// </exception>
    public static MountNamespace Create(MountPropagation propagation = MountPropagation.Private) =>
        new(NamespaceCreation.Create(NamespaceTypes.Mount, prepare: propagation == MountPropagation.Unchanged ? null : program => Propagate(program, "/", propagation, recursive: true)));

    /// <summary>Mounts a file system.</summary>
    /// <param name="source">The source: a device, or another value whose meaning depends on the file system.</param>
    /// <param name="target">The absolute path of an existing directory in the namespace.</param>
    /// <param name="fileSystem">The type of the file system, such as <c>tmpfs</c>.</param>
    /// <param name="flags">The flags of the mount.</param>
    /// <param name="options">The options of the file system, separated by commas, or <see langword="null"/>.</param>
    /// <remarks>A user namespace can mount only some types: tmpfs, proc, sysfs, overlay and a few more. See mount(2).</remarks>
    /// <exception cref="ArgumentException">A path is not absolute, or an argument contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered or cannot mount the type (EPERM), or another error of mount(2) occurred.</exception>
    public void Mount(string source, string target, string fileSystem, MountFlags flags = MountFlags.None, string? options = null)
    {
        Check(target);
        CheckText(source);
        CheckText(fileSystem);
        CheckText(options ?? string.Empty);
        NamespaceProgram program = Inside($"mount {PrintableText.Quote(source)} on {PrintableText.Quote(target)} in", errno => errno == Errno.ENODEV && !MountSteps.HasFileSystem(fileSystem)
            ? $"The kernel has no file system {PrintableText.Quote(fileSystem)}." : RemedyFor(errno));
        program.Steps.Add(
            SystemCall.mount, program.Steps.Text(source), program.Steps.Text(target), program.Steps.Text(fileSystem), (uint)flags,
            options is null ? StepArgument.Null : program.Steps.Text(options));
        program.Run().Dispose();
    }

    /// <summary>Bind-mounts a directory or a file at another path.</summary>
    /// <param name="source">The absolute path of the source in the namespace.</param>
    /// <param name="target">The absolute path of an existing directory or file in the namespace. Symbolic links are followed.</param>
    /// <param name="recursive"><see langword="true"/> to include the mounts below the source.</param>
    /// <param name="readOnly"><see langword="true"/> to make the new mount read-only; kernel 5.12.</param>
    /// <remarks>See open_tree(2) and move_mount(2), kernel 5.2.</remarks>
    /// <exception cref="ArgumentException">A path is not absolute or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), a path does not exist (ENOENT), one path is a directory and the other is not (ENOTDIR), or the source
    /// is unbindable or has locked mounts below it (EINVAL).
    /// </exception>
    public void Bind(string source, string target, bool recursive = false, bool readOnly = false)
    {
        Check(source);
        Check(target);
        NamespaceProgram program = Inside($"bind {PrintableText.Quote(source)} to {PrintableText.Quote(target)} in", errno => errno == Errno.EINVAL ? BindRemedy(source, recursive) : RemedyFor(errno));
        StepArgument tree = MountSteps.OpenTree(program.Steps, source, recursive, readOnly ? MountFlags.ReadOnly : MountFlags.None);
        MountSteps.MoveTree(program.Steps, tree, RootedPaths.OpenWithoutMagic(program.Steps, target, Linux.O_PATH));
        program.Run().Dispose();
    }

    /// <summary>Bind-mounts a directory or file of the caller, which need not be visible in this namespace.</summary>
    /// <param name="source">A path of the caller.</param>
    /// <param name="target">The absolute path of an existing directory or file in the namespace. Symbolic links are followed.</param>
    /// <param name="flags">The flags to add to the mounts; kernel 5.12.</param>
    /// <param name="recursive"><see langword="true"/> to include the mounts below the source.</param>
    /// <remarks>See open_tree(2) and move_mount(2), kernel 5.2. It needs CAP_SYS_ADMIN in the caller's own mount namespace too.</remarks>
    /// <exception cref="ArgumentException">A path is empty or contains a NUL character, the target is not absolute, or a flag is unknown.</exception>
    /// <exception cref="NotSupportedException">The kernel does not support <paramref name="flags"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The source cannot be copied or the namespace cannot be entered (EPERM), a path does not exist (ENOENT), one path is a directory
    /// and the other is not (ENOTDIR), or the source is unbindable (EINVAL).
    /// </exception>
    public void BindFromCaller(string source, string target, MountFlags flags = MountFlags.None, bool recursive = true)
    {
        CheckText(source);
        ArgumentException.ThrowIfNullOrEmpty(source);
        Check(target);
        CheckFlags(flags);
        ThrowIfDisposed();
        NamespaceProgram program = new($"bind '{source}' to '{target}' in", ToString())
        {
            Remedy = errno => errno == Errno.EPERM ? "It needs CAP_SYS_ADMIN both in the caller's mount namespace and in the user namespace that owns the other one." : null,
        };
        // The helper process has the working directory of the caller, so it can resolve relative paths.
        StepArgument tree = MountSteps.OpenTree(program.Steps, source, recursive, flags);
        program.Enter(Handle);
        MountSteps.MoveTree(program.Steps, tree, RootedPaths.OpenWithoutMagic(program.Steps, target, Linux.O_PATH));
        program.Run().Dispose();
    }

    /// <summary>Sets the flags of a mount, not those of its file system, as <c>mount -o remount,bind</c> does.</summary>
    /// <param name="target">The absolute path of the mount in the namespace.</param>
    /// <param name="flags">The new flags, which replace the current ones. Without <see cref="MountFlags.NoAccessTime"/>, the mount uses <c>relatime</c>.</param>
    /// <param name="recursive"><see langword="true"/> to change the mounts below it too. After an error, no mount has changed.</param>
    /// <remarks>See mount_setattr(2), kernel 5.12.</remarks>
    /// <exception cref="ArgumentException">The path is not absolute or contains a NUL character, or a flag is unknown.</exception>
    /// <exception cref="NotSupportedException">The kernel is older than 5.12.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered, or a flag is locked because it came from another user namespace (EPERM), the target is not a mount (EINVAL), or
    /// a file in the mount is open for writing (EBUSY).
    /// </exception>
    public void Remount(string target, MountFlags flags, bool recursive = false) => SetFlags(target, flags, MountSteps.All & ~flags, recursive);

    /// <summary>Adds flags to a mount.</summary>
    /// <param name="target">The absolute path of the mount in the namespace.</param>
    /// <param name="flags">The flags to add.</param>
    /// <param name="recursive"><see langword="true"/> to change the mounts below it too. After an error, no mount has changed.</param>
    /// <remarks>See mount_setattr(2), kernel 5.12.</remarks>
    /// <exception cref="ArgumentException">The path is not absolute or contains a NUL character, or the flags are unknown or empty.</exception>
    /// <exception cref="NotSupportedException">The kernel is older than 5.12.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered, or a flag is locked because it came from another user namespace (EPERM), the target is not a mount (EINVAL), or
    /// a file in the mount is open for writing (EBUSY).
    /// </exception>
    public void Restrict(string target, MountFlags flags, bool recursive = false)
    {
        if (flags == MountFlags.None)
        {
            throw new ArgumentException("At least one flag is required.", nameof(flags));
        }

        SetFlags(target, flags, MountFlags.None, recursive);
    }

    /// <summary>Unmounts the topmost mount at a path.</summary>
    /// <param name="target">The absolute path of the mount in the namespace. A symbolic link is not followed.</param>
    /// <param name="detach"><see langword="true"/> to detach a mount that is in use. The kernel removes it when it is no longer used.</param>
    /// <remarks>See umount2(2).</remarks>
    /// <exception cref="ArgumentException">The path is not absolute or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), the target is not a mount or is locked because it came from another user namespace (EINVAL), or it is in use (EBUSY).
    /// </exception>
    public void Unmount(string target, bool detach = false)
    {
        Check(target);
        NamespaceProgram program = Inside($"unmount {PrintableText.Quote(target)} in", errno =>
            errno != Errno.EINVAL ? RemedyFor(errno)
            : !IsMount(target) ? NoMount
            : !RightsOver.BelongsToFirst(Handle) ? "Mounts that came from another user namespace cannot be unmounted one by one."
            : null);
        program.Steps.Add(SystemCall.umount2, program.Steps.Text(target), StepArgument.Named(Linux.UMOUNT_NOFOLLOW | (detach ? Linux.MNT_DETACH : 0), detach ? "UMOUNT_NOFOLLOW | MNT_DETACH" : "UMOUNT_NOFOLLOW"));
        program.Run().Dispose();
    }

    /// <summary>Sets how mounts below a mount propagate to and from other mount namespaces.</summary>
    /// <param name="target">The absolute path of the mount in the namespace.</param>
    /// <param name="propagation">The propagation type. A mount that becomes shared after it was made a slave is both.</param>
    /// <param name="recursive"><see langword="true"/> to include all mounts below it.</param>
    /// <exception cref="ArgumentException">
    /// The path is not absolute or contains a NUL character, or the propagation type is unknown or <see cref="MountPropagation.Unchanged"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM), or the target is not a mount (EINVAL).</exception>
    public void SetPropagation(string target, MountPropagation propagation, bool recursive = false)
    {
        Check(target);
        NamespaceProgram program = Inside($"set the propagation of {PrintableText.Quote(target)} in", errno => errno == Errno.EINVAL && !IsMount(target) ? NoMount : RemedyFor(errno));
        Propagate(program, target, propagation, recursive);
        program.Run().Dispose();
    }

    private static void Propagate(NamespaceProgram program, string target, MountPropagation propagation, bool recursive)
    {
        if (propagation == MountPropagation.Unchanged || !Enum.IsDefined(propagation))
        {
            throw new ArgumentException($"'{propagation}' is not a propagation type that can be set.", nameof(propagation));
        }

        StepArgument flags = StepArgument.Named(
            (uint)propagation | (recursive ? Linux.MS_REC : 0), $"{(recursive ? "MS_REC | " : string.Empty)}MS_{propagation.ToString().ToUpperInvariant()}");
        program.Steps.Add(SystemCall.mount, StepArgument.Null, program.Steps.Text(target), StepArgument.Null, flags, StepArgument.Null);
    }

    private void SetFlags(string target, MountFlags flags, MountFlags clear, bool recursive)
    {
        Check(target);
        CheckFlags(flags);
        if (!KernelSupport.SetsMountAttributes)
        {
            throw new NotSupportedException($"Changing the flags of a mount needs mount_setattr(2) of kernel 5.12. This kernel is {KernelSupport.Version}.");
        }

        NamespaceProgram program = Inside($"set the flags of {PrintableText.Quote(target)} in", errno =>
            errno == Errno.EPERM ? RemedyFor(errno) ?? (RightsOver.BelongsToFirst(Handle) ? null : "Flags that came from another user namespace cannot be removed.")
            : errno == Errno.EINVAL && !IsMount(target) ? NoMount
            : errno == Errno.EBUSY && flags.HasFlag(MountFlags.ReadOnly) ? "A file on the mount is open for writing."
            : null);
        MountSteps.SetAttributes(program.Steps, NamedArguments.AT_FDCWD, target, recursive ? Linux.AT_RECURSIVE : 0, flags, clear);
        program.Run().Dispose();
    }

    private static void CheckFlags(MountFlags flags)
    {
        if ((flags & ~MountSteps.All) != 0)
        {
            throw new ArgumentException($"'{flags}' contains unknown mount flags.", nameof(flags));
        }

        if (flags != MountFlags.None && !KernelSupport.SetsMountAttributes)
        {
            throw new NotSupportedException($"Changing the flags of a mount needs mount_setattr(2) of kernel 5.12. This kernel is {KernelSupport.Version}.");
        }
    }

    /// <summary>Reads the mounts from the file <c>mountinfo</c>, which is opened in the namespace.</summary>
    internal IReadOnlyList<MountPoint> ReadInside()
    {
        NamespaceProgram program = new("list the mounts of", ToString(), descriptors: 1);
        // There may be no /proc inside, so it is opened before. The file shows the namespace of the process that opened it.
        StepArgument self = program.Open("/proc/self", Linux.O_PATH);
        program.Enter(Handle);
        program.OpenIn(0, "mountinfo", Linux.O_RDONLY, directory: self);
        using NamespaceProgramResult result = program.Run();
        using SafeFileHandle opened = result.Take(0);
        return MountTable.Read(opened);
    }

    private string? RemedyFor(Errno errno) => errno == Errno.EPERM && RightsOver.Has(Handle, Linux.CAP_SYS_ADMIN) == false ? Remedy : null;

    private string? BindRemedy(string source, bool recursive)
    {
        IReadOnlyList<MountPoint> mounts = ReadInside();
        string below = source.EndsWith('/') ? source : source + "/";
        return mounts.Any(mount => mount.IsUnbindable && mount.Target == source.TrimEnd('/')) ? "The mount at the source is unbindable."
            : !recursive && !RightsOver.BelongsToFirst(Handle) && mounts.Any(mount => mount.Target.StartsWith(below, StringComparison.Ordinal))
                ? "There are mounts below the source. Mounts that came from another user namespace can only be bound together. Set recursive to true."
            : null;
    }

    private bool IsMount(string path) => ReadInside().Any(mount => mount.Target == (path.Length > 1 ? path.TrimEnd('/') : path));

    private static void Check(string path)
    {
        CheckText(path);
        if (path.Length == 0 || path[0] != '/')
        {
            throw new ArgumentException($"{PrintableText.Quote(path)} is not an absolute path.", nameof(path));
        }
    }

    private static void CheckText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The text contains a NUL character.", nameof(text));
        }
    }
}
