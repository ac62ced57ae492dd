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
        try
        {
            File.WriteAllText(Path.Combine(path, "cgroup.kill"), "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LinuxException(Errno.EPERM, "end all processes of cgroup", path, $"It needs write access to its file cgroup.kill, of kernel 5.14 ({e.Message})");
        }
    }
}
