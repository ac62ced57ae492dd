using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <content>The process with all that it has started.</content>
public sealed partial class NamespaceProcess
{
    /// <summary>
    /// Ends the process and all that it has started, wherever they have moved: all of its new PID namespace, or all of the cgroup that it
    /// was born in, whoever else is in that.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was started with neither, so its descendants cannot be told from others.</exception>
    /// <exception cref="LinuxException">Writing to <c>cgroup.kill</c> (kernel 5.14) is not allowed.</exception>
    public void KillTree()
    {
        if (_startInfo is { } info && info.NewNamespaces.HasFlag(NamespaceTypes.Pid))
        {
            Kill();
        }
        else if (_startInfo?.CgroupDirectory is { } cgroup)
        {
            KillCgroup(cgroup);
        }
        else
        {
            throw new InvalidOperationException("Only a process with a new PID namespace (NewNamespaces) or a cgroup (CgroupDirectory) can be ended with all that it has started.");
        }
    }

    private static SafeFileHandle? OpenCgroup(string? path)
    {
        if (path is null)
        {
            return null;
        }

        SafeFileHandle directory = SystemCalls.TryOpen(Mount.CheckPath(path, nameof(path)), Linux.O_PATH);
        return directory.IsInvalid ? throw SystemCalls.Failure(SystemCalls.LastError, "open cgroup", path) : directory;
    }

    private static void KillCgroup(string path)
    {
        const string operation = "end all processes of cgroup";
        string file = Path.Combine(path, "cgroup.kill");
        using SafeFileHandle kill = SystemCalls.TryOpen(file, Linux.O_WRONLY);
        if (kill.IsInvalid)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, operation, path, errno =>
                errno == Errno.EACCES ? $"It needs write access to {PrintableText.Quote(file)}."
                : errno != Errno.ENOENT || !Directory.Exists(path) ? null
                : KernelSupport.Version < new Version(5, 14) ? $"Its file cgroup.kill needs kernel 5.14; this is {KernelSupport.Version}."
                : "It has no file cgroup.kill: it is the root of the cgroups, or no cgroup of version 2.");
        }

        SystemCalls.WriteOnce(kill, "1"u8, operation, path);
    }
}
