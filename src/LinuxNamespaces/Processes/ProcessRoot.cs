namespace LinuxNamespaces.Processes;

/// <summary>The root directory of a process in a new mount namespace. Mount points that are missing in it are created.</summary>
public sealed class ProcessRoot
{
    private ProcessRoot(string? path, bool isChroot, bool isOfCaller = false)
    {
        Path = path;
        IsChroot = isChroot;
        IsOfCaller = isOfCaller;
    }

    /// <summary>An empty file system in memory, which goes with the mount namespace; the mounts fill it.</summary>
    public static ProcessRoot Empty { get; } = new(null, false);

    internal string? Path { get; }

    internal bool IsChroot { get; }

    /// <summary>True when the path leads where it leads for the caller, whatever namespaces are entered.</summary>
    internal bool IsOfCaller { get; }

    /// <summary>A directory, which becomes the root by pivot_root(2): nothing outside of it is left in the mount namespace.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The root.</returns>
    public static ProcessRoot Directory(string path) => new(Mount.CheckPath(path, nameof(path)), false);

    /// <summary>
    /// A directory, which becomes the root by chroot(2). It works without a new mount namespace, but somebody with CAP_SYS_CHROOT can
    /// leave it, and no user namespace can be created in it.
    /// </summary>
    /// <remarks>
    /// Mount targets and the working directory are resolved inside it, as with other roots. The path of the program itself is resolved by the kernel,
    /// which does not protect against a directory that is moved out of the root directory at that moment. For files that are not trusted use <see cref="Directory"/>.
    /// </remarks>
    /// <param name="path">The directory.</param>
    /// <returns>The root.</returns>
    public static ProcessRoot Chroot(string path) => new(Mount.CheckPath(path, nameof(path)), true);

    /// <summary>As <see cref="Chroot"/>, with a directory that is opened before the process enters any namespace.</summary>
    /// <param name="path">The directory, as the caller sees it, such as <c>/proc/PID/root</c>.</param>
    /// <returns>The root.</returns>
    public static ProcessRoot ChrootOfCaller(string path) => new(Mount.CheckPath(path, nameof(path)), true, isOfCaller: true);

    /// <summary>The directory and how it is entered.</summary>
    public override string ToString() => Path is null ? "an empty file system" : IsChroot ? $"{Path} (chroot)" : Path;
}
