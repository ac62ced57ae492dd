using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>A terminal of the devpts of the process, whose other end goes to the caller; pty(7), ioctl_tty(2).</summary>
internal sealed class OwnTerminal(SetupContext context) : ProcessFeature(context)
{
    private const string Multiplexer = "/dev/ptmx";

    private StepArgument _channel;

    /// <summary>Whether the process opens a terminal, and sends its other end.</summary>
    internal bool IsWanted => StandardStreams.Of(Info).Any(stream => stream.IsTerminal);

    /// <summary>The slot of the terminal.</summary>
    internal StepArgument Terminal { get; private set; }

    internal override string? NeedsCaller => IsWanted ? "a terminal of its own as a standard stream" : null;

    internal override void Declare()
    {
        if (IsWanted)
        {
            _channel = Context.Declare("terminal channel");
            Terminal = Program.AddSlot("terminal");
        }
    }

    /// <param name="channel">The socket that the other end of the terminal is sent to.</param>
    internal void Bind(ChildRequest request, System.Runtime.InteropServices.SafeHandle? channel)
    {
        if (IsWanted)
        {
            request.Descriptors.Add((_channel, channel!));
        }
    }

    // When the file system of the process is made, and while it still is the process that the caller knows.
    internal void Compile()
    {
        if (!IsWanted)
        {
            return;
        }

        Context.Stage = ProcessStage.Session;
        StepArgument controller = Program.AddDescriptorSlots(1, out StepArgument control)[0];
        Program.AddSaving(controller, SystemCall.openat, NamedArguments.AT_FDCWD, Program.Text(Multiplexer), NamedArguments.OpenFlags(Linux.O_RDWR | Linux.O_NOCTTY | Linux.O_CLOEXEC), NamedArguments.Mode(0));
        Program.Add(SystemCall.ioctl, controller, StepArgument.Named(TerminalCalls.TIOCSPTLCK, "TIOCSPTLCK"), Program.Bytes(new byte[sizeof(int)], "{0}"));
        Program.AddSaving(Terminal, SystemCall.ioctl, controller, StepArgument.Named(TerminalCalls.TIOCGPTPEER, "TIOCGPTPEER"), Linux.O_RDWR | Linux.O_NOCTTY | Linux.O_CLOEXEC);
        if (Context.User is { } user)
        {
            // So that the program can open it again by its name.
            Program.Add(StepFlags.IgnoreError, SystemCall.fchown, Terminal, user, StepArgument.Named(uint.MaxValue, "-1"));
        }

        StepArgument message = Program.AddMessage(control, 1, (Program.Bytes(new byte[ReportRecord.Size], "terminal"), ReportRecord.Size));
        Program.Add(SystemCall.sendmsg, _channel, message, StepArgument.Named(Linux.MSG_NOSIGNAL, "MSG_NOSIGNAL"));
        Program.Add(SystemCall.close, controller);
        Program.Add(SystemCall.close, _channel);
    }
}
