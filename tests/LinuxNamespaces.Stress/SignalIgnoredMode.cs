using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>SIGCHLD inherited as ignored: the kernel reaps all children at once, and the runtime leaves it at that.</summary>
internal static class SignalIgnoredMode
{
    internal const string InnerVerb = "sigchld-ignored-inner";
    private const int SIGCHLD = 17;

    internal static (bool Passed, string Line) Run() =>
        Self.Run(new("env", ["--ignore-signal=CHLD", .. Self.Command, InnerVerb]) { StandardOutput = ProcessStream.Pipe });

    internal static (bool Passed, string Line) RunInner()
    {
        bool ignored = (Convert.ToUInt64(Self.Status("SigIgn"), 16) & (1ul << (SIGCHLD - 1))) != 0;
        int wrong = ExitStatusCheck.Run(Environment.IsPrivilegedProcess);
        return (ignored && wrong == 0, $"ignored: {ignored}, {wrong} wrong");
    }
}
