using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The session, the process group, the file mode mask and the controlling terminal; setsid(2), umask(2), ioctl_tty(2).</summary>
internal sealed class Session(SetupContext context) : ProcessFeature(context)
{
    private const int TIOCSCTTY = 0x540e;

    internal override void CheckUsage()
    {
        if (Info.ControllingTerminal && !Info.NewSession)
        {
            throw new ArgumentException("Only a new session can take a controlling terminal: set NewSession too.");
        }
    }

    internal void Compile()
    {
        Context.Stage = ProcessStage.Session;
        if (Info.NewSession)
        {
            Program.Add(SystemCall.setsid);
        }
        else if (Info.NewProcessGroup)
        {
            Program.Add(SystemCall.setpgid, 0, 0);
        }

        if (Info.Umask is { } mask)
        {
            Program.Add(SystemCall.umask, NamedArguments.Mode((int)mask));
        }
    }

    /// <summary>Makes standard input, which is in its place by then, the controlling terminal.</summary>
    internal void TakeTerminal()
    {
        if (Info.ControllingTerminal)
        {
            Context.Stage = ProcessStage.Session;
            Program.Add(SystemCall.ioctl, 0, StepArgument.Named(TIOCSCTTY, "TIOCSCTTY"), 0);
        }
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.Session && step.Call == SystemCall.ioctl && step.Errno == Errno.ENOTTY ? "Standard input is not a terminal." : null;
}
