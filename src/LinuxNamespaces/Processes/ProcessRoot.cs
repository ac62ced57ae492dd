namespace LinuxNamespaces.Processes;

/// <summary>Describes the root directory of a process. Missing mount points are created in it.</summary>
public sealed class ProcessRoot
{
    private ProcessRoot(string? path, bool isChroot, bool isOfCaller = false)
    {
        Path = path;
        IsChroot = isChroot;
        IsOfCaller = isOfCaller;
    }

    /// <summary>Gets an empty file system in memory, which the mounts fill. It ends with the mount namespace.</summary>
    public static ProcessRoot Empty { get; } = new(null, false);

    internal string? Path { get; }

    internal bool IsChroot { get; }

    /// <summary>Whether the path leads where it leads for the caller, whatever namespaces the process enters.</summary>
    internal bool IsOfCaller { get; }

    /// <summary>Makes a directory the root directory by pivot_root(2). Nothing outside of it is left in the mount namespace.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The root directory.</returns>
    public static ProcessRoot Directory(string path) => new(Mount.CheckPath(path, nameof(path)), false);

    /// <summary>
    /// Makes a directory the root directory by chroot(2). Works without a new mount namespace, but a process with CAP_SYS_CHROOT can leave the directory, and no
    /// process in it can create a user namespace.
    /// </summary>
    /// <remarks>
    /// Mount targets and the working directory are resolved inside it, as with other root directories. The kernel resolves the path of the program itself,
    /// which does not protect against a directory that is moved out of the root directory at that moment. For files that are not trusted use <see cref="Directory"/>.
    /// </remarks>
    /// <param name="path">The directory.</param>
    /// <returns>The root directory.</returns>
    public static ProcessRoot Chroot(string path) => new(Mount.CheckPath(path, nameof(path)), true);

    /// <summary>Makes a directory the root directory, as <see cref="Chroot"/> does. It is opened before the process enters any namespace.</summary>
    /// <param name="path">The directory as the caller sees it, such as <c>/proc/PID/root</c>.</param>
    /// <returns>The root directory.</returns>
    public static ProcessRoot ChrootOfCaller(string path) => new(Mount.CheckPath(path, nameof(path)), true, isOfCaller: true);

    /// <summary>Returns the directory and how it is entered.</summary>
    /// <returns>The description.</returns>
    public override string ToString() => Path is null ? "an empty file system" : IsChroot ? $"{Path} (chroot)" : Path;
}
