using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>A terminal of the process's own devpts, whose other end goes to the caller. See pty(7), ioctl_tty(2).</content>
internal sealed partial class ProcessSetup
{
    private const string Multiplexer = "/dev/ptmx";

    private StepArgument _terminal;
    private StepArgument _terminalChannel;

    /// <summary>Whether the process opens a terminal, and sends its other end.</summary>
    internal bool OpensTerminal => Streams.Any(stream => stream.IsTerminal);

    private ProcessStream[] Streams => [_info.StandardInput, _info.StandardOutput, _info.StandardError];

    private void DeclareTerminal()
    {
        if (OpensTerminal)
        {
            _terminalChannel = Declare("terminal channel");
            _terminal = _program.AddSlot("terminal");
        }
    }

    // When the file system of the process is made, and while it still is the process that the caller knows.
    private void CompileTerminal()
    {
        if (!OpensTerminal)
        {
            return;
        }

        Stage = ProcessStage.Session;
        StepArgument controller = _program.AddDescriptorSlots(1, out StepArgument control)[0];
        _program.AddSaving(controller, SystemCall.openat, NamedArguments.AT_FDCWD, _program.Text(Multiplexer), NamedArguments.OpenFlags(Linux.O_RDWR | Linux.O_NOCTTY | Linux.O_CLOEXEC), NamedArguments.Mode(0));
        _program.Add(SystemCall.ioctl, controller, StepArgument.Named(TerminalCalls.TIOCSPTLCK, "TIOCSPTLCK"), _program.Bytes(new byte[sizeof(int)], "{0}"));
        _program.AddSaving(_terminal, SystemCall.ioctl, controller, StepArgument.Named(TerminalCalls.TIOCGPTPEER, "TIOCGPTPEER"), Linux.O_RDWR | Linux.O_NOCTTY | Linux.O_CLOEXEC);
        if (UserToBe is { } user)
        {
            // So that the program can open it again by its name.
            _program.Add(StepFlags.IgnoreError, SystemCall.fchown, _terminal, user, StepArgument.Named(uint.MaxValue, "-1"));
        }

        StepArgument message = _program.AddMessage(control, 1, (_program.Bytes(new byte[ReportRecord.Size], "terminal"), ReportRecord.Size));
        _program.Add(SystemCall.sendmsg, _terminalChannel, message, StepArgument.Named(Linux.MSG_NOSIGNAL, "MSG_NOSIGNAL"));
        _program.Add(SystemCall.close, controller);
        _program.Add(SystemCall.close, _terminalChannel);
    }
}
