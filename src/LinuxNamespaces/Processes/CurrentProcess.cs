using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Provides what a process can do to itself: execute another program, end like another process, die with its parent.</summary>
public static class CurrentProcess
{
    /// <summary>
    /// Executes a program in place of the calling one, as execve(2) does. The process, its id and its parent stay. Its namespaces, rights and file system
    /// are those of the start info. Nothing of the calling program is left: threads end, and finally blocks do not run.
    /// </summary>
    /// <param name="startInfo">
    /// The program. It cannot have what needs a caller that stays: pipes, <see cref="ProcessInit.BuiltIn"/>, a pinned PID namespace, a cgroup, or a
    /// parent-death signal. A process cannot change its own PID namespace: a new or joined one is that of the program's children, as with
    /// unshare(2) and setns(2). Other namespaces are pinned by a child process, which has ended when the program runs.
    /// </param>
    /// <param name="explain">
    /// Gets the message that is written to standard error if a step fails, followed by <c>: </c> and the description of the error. The process then ends with
    /// exit code 1. If the program cannot be executed, the exit code is 127 if it does not exist, and 126 otherwise. <c>null</c> writes the step itself. The
    /// function is called for every step before the first one is made.
    /// </param>
    /// <param name="executionExitCode">The exit code if the program cannot be executed. <c>null</c> for 127 and 126.</param>
    /// <exception cref="ArgumentException">The start info contradicts itself, or needs a caller that stays.</exception>
    /// <exception cref="LinuxException">A step is known to fail, or the kernel refuses to execute any program.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature that the start info needs.</exception>
    [DoesNotReturn]
    public static void Exec(NamespaceProcessStartInfo startInfo, Func<ProcessStep, string>? explain = null, int? executionExitCode = null)
    {
        ArgumentNullException.ThrowIfNull(startInfo);
        NamespaceProcess.RequireArchitecture();
        using ProcessSetup setup = new(startInfo, explain ?? (step => $"Could not start {PrintableText.Short(startInfo.FileName)}: {step.Stage} '{step.Call}'"), executionExitCode);
        Errno error = setup.Replace();
        throw new LinuxException(error, "execute", startInfo.FileName, error == Errno.EACCES ? LauncherImage.ExecutionRemedy() : null);
    }

    /// <summary>
    /// Ends the calling process in the way that another process has ended: with its exit code, or by the signal that ended it. An unknown end is exit code 1.
    /// </summary>
    /// <param name="status">How the other process ended.</param>
    /// <remarks>
    /// Handlers are not called for the signal. If a signal ends the process, no finally block and no finalizer runs, and a core dump may be written.
    /// Does not wait for background threads. See exit(3), signal(7).
    /// </remarks>
    [DoesNotReturn]
    public static void ExitAs(ExitStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.SignalNumber is { } signal)
        {
            FatalSignal.Raise(signal);
        }

        Environment.Exit(status.ExitCode ?? 1);
    }

    /// <summary>Gets the numbers of the descriptors that <see cref="NamespaceProcessStartInfo.InheritDescriptors"/> passes on.</summary>
    /// <returns>The numbers: all from 3 on that are not close-on-exec, which includes those that the calling process was started with.</returns>
    /// <remarks>To pass on some of them only, add these to <see cref="NamespaceProcessStartInfo.Descriptors"/>.</remarks>
    /// <exception cref="LinuxException">The list of descriptors in /proc cannot be read.</exception>
    public static IReadOnlyList<int> GetInheritedDescriptors() => InheritedDescriptors.List();

    /// <summary>Sets the signal that the calling process gets when its parent ends; PR_SET_PDEATHSIG(2const).</summary>
    /// <param name="signal">The signal: a name, or a number from 1 to 64.</param>
    /// <remarks>
    /// The kernel forgets the setting when the calling thread ends, so call this method on the main thread. If the parent has ended before, no signal is sent.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The signal does not exist.</exception>
    public static void SetParentDeathSignal(PosixSignal signal) =>
        SystemCalls.Check(Libc.syscall(SystemCall.prctl.Number, Linux.PR_SET_PDEATHSIG, SignalNumbers.ToNumber(signal), 0, 0, 0), "set the parent-death signal");
}
