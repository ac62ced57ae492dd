using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>How late timers of the process may expire; PR_SET_TIMERSLACK(2const).</summary>
internal sealed class TimerSlack(SetupContext context) : ProcessFeature(context)
{
    internal const int PR_SET_TIMERSLACK = 29;

    internal void Compile()
    {
        if (Info.TimerSlack is { } slack)
        {
            Context.Stage = ProcessStage.Limits;
            Program.Add(SystemCall.prctl, StepArgument.Named(PR_SET_TIMERSLACK, "PR_SET_TIMERSLACK"), slack.Ticks * TimeSpan.NanosecondsPerTick, 0, 0, 0);
        }
    }
}
