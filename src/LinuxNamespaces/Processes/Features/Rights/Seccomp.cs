using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The filters of system calls; seccomp(2).</summary>
internal sealed class Seccomp(SetupContext context) : ProcessFeature(context)
{
    // struct sock_filter, and BPF_MAXINSNS.
    private const int InstructionSize = 8;
    private const int MaxInstructions = 4096;

    internal bool IsWanted => Info.SeccompFilters.Count > 0;

    internal override void CheckUsage()
    {
        foreach (ReadOnlyMemory<byte> filter in Info.SeccompFilters)
        {
            if (filter.IsEmpty || filter.Length % InstructionSize != 0 || filter.Length / InstructionSize > MaxInstructions)
            {
                throw new ArgumentException($"A seccomp filter is 1 to {MaxInstructions} instructions of {InstructionSize} bytes, not {filter.Length} bytes.");
            }
        }
    }

    internal override void CheckSupport()
    {
        if (IsWanted && !KernelSupport.FiltersSystemCalls)
        {
            throw new NotSupportedException($"{nameof(Info.SeccompFilters)} need a kernel with CONFIG_SECCOMP_FILTER.");
        }
    }

    internal override void CheckRights()
    {
        if (IsWanted && NoNewPrivileges.MayNotFilter(Context))
        {
            throw Refuse(nameof(Info.SeccompFilters), null, "Without CAP_SYS_ADMIN filters need NoNewPrivileges.");
        }
    }

    /// <summary>Sets the filters. From here on the process can call what they allow only.</summary>
    internal void Compile()
    {
        Context.Stage = ProcessStage.Hardening;
        SeccompSteps.Add(Program, [.. Info.SeccompFilters]);
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.Hardening && step.Call == SystemCall.seccomp && step.Errno == Errno.EACCES && !Info.NoNewPrivileges
            ? "Without CAP_SYS_ADMIN a filter needs NoNewPrivileges." : null;
}
