using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>The program in place of the caller.</content>
public sealed partial class NamespaceProcess
{
    /// <summary>
    /// Executes a program in place of the calling one, as execve(2) does: the process, its number and its parent stay, its namespaces,
    /// rights and file system are those asked for, and nothing of this program is left, no thread, no finally block.
    /// </summary>
    /// <param name="startInfo">
    /// The program and all that belongs to it, but for what needs a caller that stays: pipes, <see cref="ProcessInit.BuiltIn"/>,
    /// a pinned PID namespace, a cgroup, a parent-death signal. A process cannot change its own PID namespace: a new or joined one is that
    /// of the program's children, as with unshare(2) and setns(2). Other namespaces are pinned by a child, which has ended when the program
    /// runs. Descriptors are those of <see cref="Start"/>.
    /// </param>
    /// <param name="explain">
    /// What is written to standard error when a step fails, followed by <c>: </c> and the error in words. The process then ends with 1, or,
    /// when the program cannot be executed, with 127 if there is none and 126 otherwise. Null writes the step itself. It is called
    /// beforehand for every step, since nobody is left to be asked later.
    /// </param>
    /// <param name="executionExitCode">What the process ends with when the program cannot be executed, instead of 127 and 126; null for those.</param>
    /// <exception cref="ArgumentException">What is asked for contradicts itself, or needs a caller that stays; the message says how.</exception>
    /// <exception cref="LinuxException">It is known beforehand that a step must fail, or the kernel refuses to execute anything at all.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks something that is asked for.</exception>
    [DoesNotReturn]
    public static void Exec(NamespaceProcessStartInfo startInfo, Func<ProcessStep, string>? explain = null, int? executionExitCode = null)
    {
        ArgumentNullException.ThrowIfNull(startInfo);
        RequireArchitecture();
        using ProcessSetup setup = new(startInfo, explain ?? (step => $"Could not start {PrintableText.Short(startInfo.FileName)}: {step.Stage} '{step.Call}'"), executionExitCode);
        Errno error = setup.Replace();
        throw new LinuxException(error, "execute", startInfo.FileName, error == Errno.EACCES ? LauncherImage.ExecutionRemedy() : null);
    }

    /// <summary>
    /// The descriptors of the caller that <see cref="NamespaceProcessStartInfo.InheritDescriptors"/> would pass on: those from 3 on that it was started
    /// with, and others that are not close-on-exec. Who passes some of them on gives those in <see cref="NamespaceProcessStartInfo.Descriptors"/>.
    /// </summary>
    /// <returns>Their numbers.</returns>
    /// <exception cref="LinuxException">The list of descriptors in /proc cannot be read.</exception>
    public static IReadOnlyList<int> ListInheritedDescriptors() => InheritedDescriptors.List();

    /// <summary>The inode number of the descriptors of a process (pidfd), which on 64-bit kernels from 6.9 on no other process gets later.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">There is no such process (ESRCH).</exception>
    public static ulong Inode(int processId)
    {
        using NamespaceProcess process = Attach(processId);
        return SystemCalls.Identify(process._process).Inode;
    }

    /// <summary>Has the calling process get a signal when its parent ends; PR_SET_PDEATHSIG(2const).</summary>
    /// <param name="signal">The signal: a name, or a number from 1 to 64.</param>
    /// <remarks>It is forgotten with the calling thread, so the main thread calls it. A parent that has ended before is not noticed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    public static void SetParentDeathSignal(PosixSignal signal) =>
        SystemCalls.Check(Libc.syscall(SystemCall.prctl.Number, Linux.PR_SET_PDEATHSIG, SignalNumbers.ToNumber(signal), 0, 0, 0), "set the parent-death signal");
}
