using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <content>The process with all processes that it has started.</content>
public sealed partial class NamespaceProcess
{
    /// <summary>Ends the process and all processes that it has started, wherever they have moved.</summary>
    /// <remarks>
    /// <para>
    /// Ends all processes of the new PID namespace, or all processes in the cgroup that the process was created in, or all descendants of
    /// <see cref="ProcessInit.BuiltIn"/>, which adopts descendants that lose their parent.
    /// </para>
    /// <para>
    /// A cgroup is ended with all processes in it. Without a PID namespace and a cgroup the descendants are found in <c>/proc</c>. Processes that the program
    /// leaves behind are adopted by another process when the init ends too, unless <see cref="NamespaceProcessStartInfo.InitStays"/> is set.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The process was started with none of the three, so its descendants are not known.</exception>
    /// <exception cref="LinuxException">
    /// Writing to <c>cgroup.kill</c> (kernel 5.14) is not allowed, a descendant runs as another user (EPERM), or does not end (ETIMEDOUT).
    /// </exception>
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
        else if (Adopts)
        {
            ProcessTree.Kill(Id, _process);
        }
        else
        {
            throw new InvalidOperationException(
                "Only a process with a new PID namespace (NewNamespaces), a cgroup (CgroupDirectory) or the built-in init (Init) can be ended with all that it has started.");
        }
    }

    /// <summary>Sends a signal to the process group that the process leads, as a terminal does to the programs in the foreground.</summary>
    /// <param name="signal">The signal: a name, or a number from 1 to 64.</param>
    /// <returns><c>false</c> if the group does not exist: all its processes have ended, or the process does not lead a group.</returns>
    /// <remarks>
    /// A process leads a group with <see cref="NamespaceProcessStartInfo.NewProcessGroup"/> or <see cref="NamespaceProcessStartInfo.NewSession"/>.
    /// Its descendants are in the group unless they have begun one themselves. See kill(2), pidfd_send_signal(2).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The signal does not exist.</exception>
    /// <exception cref="InvalidOperationException">
    /// The process was started without a group of its own, so the signal would reach the caller; or with <see cref="ProcessInit.BuiltIn"/>, which does not lead the group of its program.
    /// </exception>
    /// <exception cref="LinuxException">None of the processes in the group may be signalled (EPERM).</exception>
    public bool SendSignalToGroup(PosixSignal signal)
    {
        if (_startInfo is { NewProcessGroup: false, NewSession: false })
        {
            throw new InvalidOperationException($"The process is in the process group of the caller: start it with {nameof(NamespaceProcessStartInfo.NewProcessGroup)} or {nameof(NamespaceProcessStartInfo.NewSession)}.");
        }

        if (_startInfo is { Init: ProcessInit.BuiltIn })
        {
            throw new InvalidOperationException($"The built-in init is not in the process group of its program: {nameof(SendSignal)} reaches the program, and {nameof(KillTree)} ends all.");
        }

        return PidFile.SignalGroup(_process, Id, SignalNumbers.ToNumber(signal), errno => ProcessRemedy.ForSignal(errno, Id));
    }

    // Outside of a PID namespace of its own, where the kernel ends nothing with it.
    private bool Adopts => _startInfo is { Init: ProcessInit.BuiltIn } info && !info.NewNamespaces.HasFlag(NamespaceTypes.Pid);

    // A process that may not be killed is left. Disposal does not fail for it.
    private void EndTree()
    {
        try
        {
            ProcessTree.Kill(Id, _process);
        }
        catch (LinuxException)
        {
            Kill();
        }
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
