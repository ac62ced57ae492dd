using System.Globalization;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>A cgroup namespace, which has its own root of the cgroup hierarchies.</summary>
/// <remarks>
/// No thread of the program enters the namespace. A short-lived helper process does the work inside, which takes about a millisecond. See cgroup_namespaces(7).
/// </remarks>
public sealed class CgroupNamespace : Namespace
{
    private const string Unified = "cgroup2";

    // The line of the unified hierarchy is the last one; a path has up to 4096 bytes.
    private const int TableLength = 32 * 1024;

    internal CgroupNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Gets the cgroup that is the root of this namespace, in the unified hierarchy (cgroup v2).</summary>
    /// <returns>The path from the root of the caller's cgroup namespace: <c>/a/b</c>, or <c>/../c</c> if the cgroup is not below the caller's root.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN), or the kernel has no cgroup v2 (ENODEV).</exception>
    public string GetRoot()
    {
        ThrowIfDisposed();
        if (ThreadNamespaces.Find("/proc/thread-self", Type.ProcName()) == KernelName)
        {
            return "/";
        }

        NamespaceProgram program = new("find the root of", ToString(), descriptors: 1);
        StepArgument self = program.Open("/proc/self", Linux.O_PATH);
        program.Enter(Handle);
        // Mounted inside, in a new mount namespace, the hierarchy begins at that root. The caller reads the list of mounts, which names the root as the caller sees it.
        program.Steps.Add(SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWNS, "CLONE_NEWNS"));
        program.Steps.Add(SystemCall.mount, StepArgument.Null, program.Steps.Text("/"), StepArgument.Null, StepArgument.Named(Linux.MS_REC | Linux.MS_PRIVATE, "MS_REC | MS_PRIVATE"), StepArgument.Null);
        program.Steps.Add(SystemCall.mount, program.Steps.Text(Unified), program.Steps.Text("/"), program.Steps.Text(Unified), 0, StepArgument.Null);
        program.OpenIn(0, "mountinfo", Linux.O_RDONLY, directory: self);
        using NamespaceProgramResult result = program.Run();
        using SafeFileHandle opened = result.Take(0);
        return MountTable.Read(opened).Last(mount => mount is { FileSystem: Unified, Target: "/" }).Root;
    }

    /// <summary>Creates a cgroup namespace whose root is the caller's cgroup.</summary>
    /// <returns>The namespace. No process is in it, and it lives as long as a handle or a path keeps it.</returns>
    /// <remarks>If the caller lacks CAP_SYS_ADMIN, the namespace belongs to the private user namespace of this process. See unshare(2), CLONE_NEWCGROUP.</remarks>
    /// <exception cref="LinuxException">
    /// The caller may not create user namespaces (EPERM), a limit of namespaces is reached (ENOSPC), or the kernel does not support the kind (EINVAL).
    /// </exception>
    public static CgroupNamespace Create() => new(NamespaceCreation.Create(NamespaceTypes.Cgroup));

    /// <summary>Opens a cgroup namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a cgroup namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new CgroupNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Cgroup));

    /// <summary>Opens the cgroup namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static CgroupNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Cgroup));

    /// <summary>Opens the cgroup namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static CgroupNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Cgroup));

    /// <summary>Gets the cgroup of a process as it is seen in this namespace.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>
    /// The path of the cgroup from the root of this namespace, in the unified hierarchy: <c>/</c> for the root, <c>/../a</c> if it is not below the root.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="InvalidDataException">The kernel has no cgroup v2.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN), or the process does not exist (ENOENT).</exception>
    public string GetPath(int processId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        NamespaceProgram program = Inside(string.Create(CultureInfo.InvariantCulture, $"find the cgroup of process {processId} in"));
        // The kernel shows the path as the namespace of the reader sees it, so it is read inside.
        StepArgument table = program.ReadFile(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cgroup"), TableLength);
        using NamespaceProgramResult result = program.Run();
        return ParseUnified(result.Text(table)) ?? throw new InvalidDataException($"The process {processId} is in no cgroup of the unified hierarchy.");
    }

    /// <summary>Gets the path in the line of the unified hierarchy; null if there is no such line. Names have no line breaks.</summary>
    internal static string? ParseUnified(string table)
    {
        const string prefix = "0::";
        return table.Split('\n').LastOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
    }
}
