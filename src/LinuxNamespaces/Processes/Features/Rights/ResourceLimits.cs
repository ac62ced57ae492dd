using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The resource limits of the process; prlimit(2).</summary>
internal sealed class ResourceLimits(SetupContext context) : ProcessFeature(context)
{
    internal override void CheckUsage()
    {
        foreach ((ResourceLimit limit, ResourceLimitValue value) in Info.Limits)
        {
            if ((value.Soft ?? ulong.MaxValue) > (value.Hard ?? ulong.MaxValue))
            {
                throw new ArgumentException($"The soft limit of {limit} is above the hard one.");
            }
        }
    }

    internal override void CheckRights()
    {
        bool may = Context.Has(Capability.SysResource);
        if (may && !Context.ChangesUserNamespace)
        {
            return;
        }

        foreach ((ResourceLimit limit, ResourceLimitValue value) in Info.Limits)
        {
            ulong highest = PriorityCalls.HardLimit((int)limit);
            if ((value.Hard ?? ulong.MaxValue) > highest)
            {
                throw Refuse(
                    $"{nameof(Info.Limits)}[{limit}]", $"{value}",
                    may ? $"The process loses the right to a hard limit above {highest}, CAP_SYS_RESOURCE in the first user namespace, by entering another user namespace: raise that of the caller before."
                        : $"A hard limit above that of the caller, {highest}, needs CAP_SYS_RESOURCE, in the first user namespace.");
            }
        }
    }

    internal void Compile()
    {
        Context.Stage = ProcessStage.Limits;
        foreach ((ResourceLimit limit, ResourceLimitValue value) in Info.Limits)
        {
            ulong[] numbers = [value.Soft ?? ulong.MaxValue, value.Hard ?? ulong.MaxValue];
            Program.Add(SystemCall.prlimit64, 0, StepArgument.Named((int)limit, limit.ToString()), Program.Bytes(MemoryMarshal.AsBytes<ulong>(numbers), $"{{{value}}}"), StepArgument.Null);
        }
    }

    internal override string? Explain(in FailedStep step)
    {
        if (step.Stage != ProcessStage.Limits || step.Call != SystemCall.prlimit64 || (step.Errno != Errno.EPERM && step.Errno != Errno.EACCES))
        {
            return null;
        }

        return Capabilities.Has(Capability.SysResource) && !Context.Requested.HasFlag(NamespaceTypes.User) ? null : "Raising a hard limit needs CAP_SYS_RESOURCE in the first user namespace.";
    }
}
