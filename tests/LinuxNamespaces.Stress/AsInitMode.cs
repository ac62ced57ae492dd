using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>The first process of a PID namespace, whose runtime reaps all children, its own and others.</summary>
internal static class AsInitMode
{
    internal const string InnerVerb = "as-init-inner";

    internal static (bool Passed, string Line) Run()
    {
        bool privileged = Environment.IsPrivilegedProcess;
        return Self.Run(new(Self.Command[0], [.. Self.Command[1..], InnerVerb])
        {
            NewNamespaces = NamespaceTypes.Pid | NamespaceTypes.Mount | (privileged ? NamespaceTypes.None : NamespaceTypes.User),
            IdMap = privileged ? null : IdMap.CurrentUserAsRoot,
            Mounts = { Mount.Proc("/proc") },
            StandardOutput = ProcessStream.Pipe,
        });
    }

    internal static (bool Passed, string Line) RunInner()
    {
        int byUs = ExitStatusCheck.Run(privileged: true);
        int signals = 0;
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Interlocked.Increment(ref signals));
        using Process other = Process.Start("/bin/sh", ["-c", "exit 9"]);
        int byRuntime = ExitStatusCheck.Run(privileged: true);
        other.WaitForExit();
        return (
            Environment.ProcessId == 1 && byUs == 0 && byRuntime == 0 && other.ExitCode == 9 && signals > 0,
            string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}: {byUs} wrong where the runtime does nothing, {byRuntime} where it reaps, after {signals} signals; the runtime's own: {other.ExitCode}"));
    }
}
