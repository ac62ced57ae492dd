using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The clocks of the new time namespace; time_namespaces(7).</summary>
internal sealed class ClockOffsets(SetupContext context) : ProcessFeature(context)
{
    private StepArgument _file;

    // Before kernel 6.3 a process that shares memory is in its new time namespace from the start, when the clocks cannot be set any more.
    internal override bool NeedsOwnMemory => Info.TimeOffsets is not null;

    internal override void CheckUsage() => RequireNew(Info.TimeOffsets is not null, NamespaceTypes.Time, nameof(Info.TimeOffsets));

    /// <summary>Opens the file of the offsets, since the file system may be another one later.</summary>
    internal void Open()
    {
        if (Context.New.HasFlag(NamespaceTypes.Time) && Info.TimeOffsets is not null)
        {
            Context.Stage = ProcessStage.TimeOffsets;
            _file = Context.Open("timens_offsets", "/proc/self/timens_offsets", Linux.O_WRONLY);
            Context.Stage = ProcessStage.Prepare;
        }
    }

    internal void Compile()
    {
        if (Context.New.HasFlag(NamespaceTypes.Time) && Info.TimeOffsets is { } offsets)
        {
            Context.Stage = ProcessStage.TimeOffsets;
            Context.Write(_file, offsets.Format());
            Context.CloseIfConfined(_file);
        }
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.TimeOffsets && step.Errno == Errno.ERANGE ? "No clock may become negative, or larger than the kernel can count." : null;
}
