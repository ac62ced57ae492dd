using System.Globalization;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>A cgroup namespace: a root of the cgroup hierarchies of its own.</summary>
/// <remarks>
/// No thread of the program enters it: what is done inside is done by a process that lives for that only, and takes about a millisecond. See cgroup_namespaces(7).
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

    /// <summary>
    /// The cgroup that is the root inside, as a path from the root of the caller's cgroup namespace, in the unified hierarchy (cgroup v2): <c>/a/b</c>,
    /// or <c>/../c</c> when it is not below that.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN), or the kernel has no cgroup v2 (ENODEV).</exception>
    public string Root
    {
        get
        {
            ThrowIfDisposed();
            if (ThreadNamespaces.Find("/proc/thread-self", Type.ProcName()) == KernelName)
            {
                return "/";
            }

            NamespaceProgram program = new("find the root of", ToString(), descriptors: 1);
            StepArgument self = program.Open("/proc/self", Linux.O_PATH);
            program.Enter(Handle);
            // Mounted there, in a list of mounts of its own, the hierarchy begins at that root; whoever reads the list is told where that is for him.
            program.Steps.Add(SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWNS, "CLONE_NEWNS"));
            program.Steps.Add(SystemCall.mount, StepArgument.Null, program.Steps.Text("/"), StepArgument.Null, StepArgument.Named(Linux.MS_REC | Linux.MS_PRIVATE, "MS_REC | MS_PRIVATE"), StepArgument.Null);
            program.Steps.Add(SystemCall.mount, program.Steps.Text(Unified), program.Steps.Text("/"), program.Steps.Text(Unified), 0, StepArgument.Null);
            program.OpenIn(0, "mountinfo", Linux.O_RDONLY, directory: self);
            using NamespaceProgramResult result = program.Run();
            using SafeFileHandle opened = result.Take(0);
            return MountTable.Read(opened).Last(mount => mount is { FileSystem: Unified, Target: "/" }).Root;
        }
    }

    /// <summary>Creates a namespace whose root is the cgroup that the caller is in.</summary>
    /// <returns>The namespace, which nobody is in; it lives as long as something holds it.</returns>
    /// <remarks>Without CAP_SYS_ADMIN it belongs to a user namespace of the program. See unshare(2), CLONE_NEWCGROUP.</remarks>
    /// <exception cref="LinuxException">
    /// User namespaces are forbidden to the caller (EPERM), a limit of namespaces is reached (ENOSPC), or the kernel has no such namespaces (EINVAL).
    /// </exception>
    public static CgroupNamespace Create() => new(NamespaceCreation.Create(NamespaceTypes.Cgroup));

    /// <summary>Opens the cgroup namespace of a file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a cgroup namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new CgroupNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Cgroup));

    /// <summary>Opens the cgroup namespace of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static CgroupNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Cgroup));

    /// <summary>Opens the cgroup namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel has no such namespaces, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static CgroupNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Cgroup));

    /// <summary>Tells where a process is, as it is seen inside.</summary>
    /// <param name="processId">The process id, in the caller's PID namespace.</param>
    /// <returns>
    /// The path of its cgroup from the root of this namespace, in the unified hierarchy: <c>/</c> at the root, <c>/../a</c> when it is not below it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="InvalidDataException">The kernel has no cgroup v2.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN), or there is no such process (ENOENT).</exception>
    public string PathOf(int processId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        NamespaceProgram program = Inside(string.Create(CultureInfo.InvariantCulture, $"find the cgroup of process {processId} in"));
        // Whoever reads it is told what his namespace sees.
        StepArgument table = program.ReadFile(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cgroup"), TableLength);
        using NamespaceProgramResult result = program.Run();
        return ParseUnified(result.Text(table)) ?? throw new InvalidDataException($"The process {processId} is in no cgroup of the unified hierarchy.");
    }

    /// <summary>The path in the line of the unified hierarchy; null without one. Names have no line breaks.</summary>
    internal static string? ParseUnified(string table)
    {
        const string prefix = "0::";
        return table.Split('\n').LastOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
    }
}
