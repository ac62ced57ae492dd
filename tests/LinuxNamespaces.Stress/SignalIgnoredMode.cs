using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>SIGCHLD inherited as ignored: the kernel, or the runtime in its place, buries all children at once.</summary>
internal static class SignalIgnoredMode
{
    internal const string InnerVerb = "sigchld-ignored-inner";
    private const int SIGCHLD = 17;

    internal static (bool Passed, string Line) Run()
    {
        using NamespaceProcess process = NamespaceProcess.Start(new("env", ["--ignore-signal=CHLD", .. Self.Command, InnerVerb]));
        ExitStatus status = process.WaitForExit();
        return (status.Succeeded, $"with SIGCHLD ignored: {status}");
    }

    internal static (bool Passed, string Line) RunInner()
    {
        bool ignored = (Convert.ToUInt64(Self.Status("SigIgn"), 16) & (1ul << (SIGCHLD - 1))) != 0;
        int byKernel = ExitStatusCheck.Run(Environment.IsPrivilegedProcess);
        // From here on the signal has a handler, and the runtime buries.
        int signals = 0;
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Interlocked.Increment(ref signals));
        int byRuntime = ExitStatusCheck.Run(Environment.IsPrivilegedProcess);
        return (
            ignored && byKernel == 0 && byRuntime == 0 && signals > 0,
            string.Create(CultureInfo.InvariantCulture, $"ignored at first: {ignored}; {byKernel} wrong where the kernel buries, {byRuntime} where the runtime does, after {signals} signals"));
    }
}
