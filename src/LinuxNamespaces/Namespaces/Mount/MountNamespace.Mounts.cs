using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>Its mounts.</content>
public sealed partial class MountNamespace
{
    private const string Remedy = "It needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace.";
    private const string NoMount = "The mount namespace has no mount at this path.";

    /// <summary>The mounts that are seen from its root directory, in the order in which they were made.</summary>
    /// <remarks>
    /// From kernel 6.15 on the kernel is asked, listmount(2) and statmount(2), and nothing is entered; before, <c>/proc/PID/mountinfo</c> is read
    /// inside. Each mount is as it was at one moment. Mounts that come and go meanwhile are in the list or not, but none is there in halves or
    /// twice; where the kernel is asked, the list is read again when mounts have come or gone, a few times at most, so that it mostly is what was
    /// mounted at one moment. In the namespace of the program it is the root directory of the program.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public IReadOnlyList<MountPoint> Mounts
    {
        get
        {
            ThrowIfDisposed();
            IReadOnlyList<MountPoint>? listed = null;
            Visit.AtHome(() => listed = MountTable.TryList(Handle));
            return listed ?? ReadInside();
        }
    }

    /// <summary>Creates a namespace with the mounts that the caller has.</summary>
    /// <param name="propagation">Whether mounts pass between the caller's and the new one, for all of them.</param>
    /// <returns>The namespace, which nobody is in; it lives as long as something holds it.</returns>
    /// <remarks>
    /// Without CAP_SYS_ADMIN it belongs to a user namespace of the program, and what is mounted in it from outside cannot be unmounted. See
    /// unshare(2), CLONE_NEWNS.
    /// </remarks>
    /// <exception cref="LinuxException">
    /// User namespaces are forbidden to the caller (EPERM), or a limit of namespaces is reached (ENOSPC).
    /// </exception>
    public static MountNamespace Create(MountPropagation propagation = MountPropagation.Private) =>
        new(NamespaceCreation.Create(NamespaceTypes.Mount, prepare: propagation == MountPropagation.Unchanged ? null : program => Propagate(program, "/", propagation, recursive: true)));

    /// <summary>Mounts a file system.</summary>
    /// <param name="source">What: a device, or what the file system takes it for.</param>
    /// <param name="target">Where: an absolute path inside, of a directory that exists.</param>
    /// <param name="fileSystem">The type, such as <c>tmpfs</c>.</param>
    /// <param name="flags">Properties of the mount.</param>
    /// <param name="options">Options of the file system, separated by commas; null for none.</param>
    /// <remarks>See mount(2). In a user namespace only some types can be mounted: tmpfs, proc, sysfs, overlay and a few more.</remarks>
    /// <exception cref="ArgumentException">A path is not absolute, or something contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered, or the type not be mounted in it (EPERM), or what mount(2) says.</exception>
    public void Mount(string source, string target, string fileSystem, MountFlags flags = MountFlags.None, string? options = null)
    {
        Check(target);
        CheckText(source);
        CheckText(fileSystem);
        CheckText(options ?? string.Empty);
        PlacedProgram program = Inside($"mount {PrintableText.Quote(source)} on {PrintableText.Quote(target)} in", errno => errno == Errno.ENODEV && !MountSteps.HasFileSystem(fileSystem)
            ? $"The kernel has no file system {PrintableText.Quote(fileSystem)}." : RemedyFor(errno));
        program.Steps.Add(
            SystemCall.mount, program.Steps.Text(source), program.Steps.Text(target), program.Steps.Text(fileSystem), (uint)flags,
            options is null ? StepArgument.Null : program.Steps.Text(options));
        program.Run().Dispose();
    }

    /// <summary>Mounts a directory or a file at a second place.</summary>
    /// <param name="source">What: an absolute path inside.</param>
    /// <param name="target">Where: an absolute path inside, of a directory or a file that exists. Symbolic links are followed.</param>
    /// <param name="recursive">Whether what is mounted below it comes along.</param>
    /// <param name="readOnly">Whether nothing can be written at the second place; kernel 5.12.</param>
    /// <remarks>See open_tree(2) and move_mount(2), kernel 5.2.</remarks>
    /// <exception cref="ArgumentException">A path is not absolute, or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), there is no such file (ENOENT), one is a directory and the other is not (ENOTDIR), or the source
    /// is unbindable, or has mounts below that a user namespace may not uncover (EINVAL).
    /// </exception>
    public void Bind(string source, string target, bool recursive = false, bool readOnly = false)
    {
        Check(source);
        Check(target);
        PlacedProgram program = Inside($"bind {PrintableText.Quote(source)} to {PrintableText.Quote(target)} in", errno => errno == Errno.EINVAL ? BindRemedy(source, recursive) : RemedyFor(errno));
        StepArgument tree = MountSteps.OpenTree(program.Steps, source, recursive, readOnly ? MountFlags.ReadOnly : MountFlags.None);
        MountSteps.MoveTree(program.Steps, tree, RootedPaths.OpenWithoutMagic(program.Steps, target, Linux.O_PATH));
        program.Run().Dispose();
    }

    /// <summary>Mounts a directory or file of the caller, which may not be visible in this namespace.</summary>
    /// <param name="source">A path of the caller.</param>
    /// <param name="target">The mount point: an absolute path inside, of a directory or file that exists. Symbolic links are followed.</param>
    /// <param name="flags">Properties that the mounts get besides those that they have; kernel 5.12.</param>
    /// <param name="recursive"><see langword="true"/> to include what is mounted below the source.</param>
    /// <remarks>See open_tree(2) and move_mount(2), kernel 5.2. It needs CAP_SYS_ADMIN in the caller's own mount namespace too.</remarks>
    /// <exception cref="ArgumentException">A path is empty or contains a NUL character, the target is not absolute, or there is an unknown flag.</exception>
    /// <exception cref="NotSupportedException">The kernel does not support <paramref name="flags"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The source cannot be copied, or the namespace not be entered (EPERM); the source or the target does not exist (ENOENT); one of them is a directory
    /// and the other is not (ENOTDIR); or the source is unbindable (EINVAL).
    /// </exception>
    public void BindFromCaller(string source, string target, MountFlags flags = MountFlags.None, bool recursive = true)
    {
        CheckText(source);
        ArgumentException.ThrowIfNullOrEmpty(source);
        Check(target);
        CheckFlags(flags);
        ThrowIfDisposed();
        PlacedProgram program = new($"bind '{source}' to '{target}' in", ToString())
        {
            Remedy = errno => errno == Errno.EPERM ? "It needs CAP_SYS_ADMIN both in the caller's mount namespace and in the user namespace that owns the other one." : null,
        };
        // A relative path begins at the working directory of the caller, which the process has too.
        StepArgument tree = MountSteps.OpenTree(program.Steps, source, recursive, flags);
        program.Enter(Handle);
        MountSteps.MoveTree(program.Steps, tree, RootedPaths.OpenWithoutMagic(program.Steps, target, Linux.O_PATH));
        program.Run().Dispose();
    }

    /// <summary>Says which flags a mount has, whatever those of its file system; as does <c>mount -o remount,bind</c>.</summary>
    /// <param name="target">The mount: an absolute path inside.</param>
    /// <param name="flags">All its flags from now on; without <see cref="MountFlags.NoAccessTime"/> it is <c>relatime</c>.</param>
    /// <param name="recursive">Whether the mounts below it change too: all of them or, after an error, none.</param>
    /// <remarks>See mount_setattr(2), kernel 5.12.</remarks>
    /// <exception cref="ArgumentException">The path is not absolute, or contains a NUL character; there is an unknown flag.</exception>
    /// <exception cref="NotSupportedException">The kernel is older.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered, or a flag came from another user namespace and cannot be changed (EPERM), there is no mount (EINVAL), or
    /// something in it is open for writing (EBUSY).
    /// </exception>
    public void Remount(string target, MountFlags flags, bool recursive = false) => SetFlags(target, flags, MountSteps.All & ~flags, recursive);

    /// <summary>Gives a mount flags besides those that it has.</summary>
    /// <param name="target">The mount: an absolute path inside.</param>
    /// <param name="flags">The flags.</param>
    /// <param name="recursive">Whether the mounts below it change too: all of them or, after an error, none.</param>
    /// <remarks>See mount_setattr(2), kernel 5.12.</remarks>
    /// <exception cref="ArgumentException">The path is not absolute, or contains a NUL character; there is an unknown flag, or none.</exception>
    /// <exception cref="NotSupportedException">The kernel is older.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered, or a flag came from another user namespace and cannot be changed (EPERM), there is no mount (EINVAL), or
    /// something in it is open for writing (EBUSY).
    /// </exception>
    public void Restrict(string target, MountFlags flags, bool recursive = false)
    {
        if (flags == MountFlags.None)
        {
            throw new ArgumentException("There is no flag to give.", nameof(flags));
        }

        SetFlags(target, flags, MountFlags.None, recursive);
    }

    /// <summary>Takes the topmost mount at a place away.</summary>
    /// <param name="target">Where: an absolute path inside. A symbolic link is not followed.</param>
    /// <param name="detach">Whether one that is in use goes from the list now, and for good when it is not used any more.</param>
    /// <remarks>See umount2(2).</remarks>
    /// <exception cref="ArgumentException">The path is not absolute, or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), there is no mount, or it came from another user namespace (EINVAL), or it is in use (EBUSY).
    /// </exception>
    public void Unmount(string target, bool detach = false)
    {
        Check(target);
        PlacedProgram program = Inside($"unmount {PrintableText.Quote(target)} in", errno =>
            errno != Errno.EINVAL ? RemedyFor(errno)
            : !IsMount(target) ? NoMount
            : !RightsOver.BelongsToFirst(Handle) ? "Mounts that came from another user namespace cannot be unmounted one by one."
            : null);
        program.Steps.Add(SystemCall.umount2, program.Steps.Text(target), StepArgument.Named(Linux.UMOUNT_NOFOLLOW | (detach ? Linux.MNT_DETACH : 0), detach ? "UMOUNT_NOFOLLOW | MNT_DETACH" : "UMOUNT_NOFOLLOW"));
        program.Run().Dispose();
    }

    /// <summary>Says whether mounts below a mount pass to and from other mount namespaces.</summary>
    /// <param name="target">The mount: an absolute path inside.</param>
    /// <param name="propagation">The direction. A mount that is shared after it has become a slave is both.</param>
    /// <param name="recursive">Whether it is said of all mounts below, too.</param>
    /// <exception cref="ArgumentException">The path is not absolute, or contains a NUL character; the value is none of the enumeration, or says nothing.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM), or there is no mount (EINVAL).</exception>
    public void SetPropagation(string target, MountPropagation propagation, bool recursive = false)
    {
        Check(target);
        PlacedProgram program = Inside($"set the propagation of {PrintableText.Quote(target)} in", errno => errno == Errno.EINVAL && !IsMount(target) ? NoMount : RemedyFor(errno));
        Propagate(program, target, propagation, recursive);
        program.Run().Dispose();
    }

    private static void Propagate(PlacedProgram program, string target, MountPropagation propagation, bool recursive)
    {
        if (propagation == MountPropagation.Unchanged || !Enum.IsDefined(propagation))
        {
            throw new ArgumentException($"{propagation} is nothing to set.", nameof(propagation));
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
            throw new NotSupportedException($"Flags of mounts are changed with mount_setattr, which is in kernel 5.12 and later; this is {KernelSupport.Version}.");
        }

        PlacedProgram program = Inside($"set the flags of {PrintableText.Quote(target)} in", errno =>
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
            throw new ArgumentException($"{flags} are no flags of a mount.", nameof(flags));
        }

        if (flags != MountFlags.None && !KernelSupport.SetsMountAttributes)
        {
            throw new NotSupportedException($"Flags of mounts are changed with mount_setattr, which is in kernel 5.12 and later; this is {KernelSupport.Version}.");
        }
    }

    private IReadOnlyList<MountPoint> ReadInside()
    {
        PlacedProgram program = new("list the mounts of", ToString(), descriptors: 1);
        // There may be no /proc inside. Whoever reads the file, it is about the namespace of who opens it.
        StepArgument self = program.Open("/proc/self", Linux.O_PATH);
        program.Enter(Handle);
        program.OpenIn(0, "mountinfo", Linux.O_RDONLY, directory: self);
        using PlacedResult result = program.Run();
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
                ? "There are mounts below the source. Mounts that came from another user namespace can only be bound all together: recursive."
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
            throw new ArgumentException("A NUL character cannot be part of it.", nameof(text));
        }
    }
}
