using LinuxNamespaces.Child;

namespace LinuxNamespaces.Processes;

/// <summary>How willingly the kernel kills the process when memory runs out; proc_pid_oom_score_adj(5).</summary>
internal sealed class OomScore(SetupContext context) : ProcessFeature(context)
{
    // The kernel gives the score to all processes that share the memory, the caller among them.
    internal override bool NeedsOwnMemory => Info.OomScoreAdjustment is not null;

    // First of all: only the first user namespace gives the right to a lower score.
    internal void Compile()
    {
        if (Info.OomScoreAdjustment is { } score)
        {
            Context.Stage = ProcessStage.Limits;
            Program.Remedy = Explain;
            Context.WriteTo(NamedArguments.AT_FDCWD, "/proc/self/oom_score_adj", $"{score}");
            Program.Remedy = null;
            Context.Stage = ProcessStage.Prepare;
        }
    }

    private static string? Explain(Errno errno) => errno == Errno.EACCES
        ? "An OomScoreAdjustment below the lowest one that a process with the right has set for the caller needs CAP_SYS_RESOURCE in the first user namespace."
        : null;
}
