using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Limits and priorities.</content>
internal sealed partial class ProcessSetup
{
    // The right to high priorities is one of the first user namespace, which a process loses that goes to another one. But what
    // is not inherited, or does not let a process be born, is set when no other will be born.
    private bool PrioritiesComeFirst =>
        ((_new | _join) & NamespaceTypes.User) != 0
        && (_info.Scheduling is { Priority: > 0 } || _info.IoPriority is { Class: Linux.IOPRIO_CLASS_RT } || _info.Nice < PriorityCalls.Nice)
        && _info.Scheduling is not ({ ResetOnFork: true } or { IsDeadline: true })
        && Capabilities.Has(Capability.SysNice);

    private void CompileLimits()
    {
        Stage = ProcessStage.Limits;
        foreach ((ResourceLimit limit, ResourceLimitValue value) in _info.Limits)
        {
            ulong[] numbers = [value.Soft ?? ulong.MaxValue, value.Hard ?? ulong.MaxValue];
            _program.Add(SystemCall.prlimit64, 0, StepArgument.Named((int)limit, limit.ToString()), _program.Bytes(MemoryMarshal.AsBytes<ulong>(numbers), $"{{{value}}}"), StepArgument.Null);
        }

        if (!PrioritiesComeFirst)
        {
            CompilePriorities();
        }

        if (_info.CpuAffinity is { } processors)
        {
            byte[] set = new byte[((processors.DefaultIfEmpty().Max() / 64) + 1) * 8];
            foreach (int processor in processors)
            {
                set[processor / 8] |= (byte)(1 << (processor % 8));
            }

            _program.Add(SystemCall.sched_setaffinity, 0, set.Length, _program.Bytes(set, $"{{{string.Join(", ", processors)}}}"));
        }
    }

    private void CompilePriorities()
    {
        Stage = ProcessStage.Limits;
        if (_info.Nice is { } nice)
        {
            _program.Add(SystemCall.setpriority, StepArgument.Named(Linux.PRIO_PROCESS, "PRIO_PROCESS"), 0, nice);
        }

        if (_info.Scheduling is { IsDeadline: true } deadline)
        {
            sched_attr attributes = new()
            {
                size = (uint)Unsafe.SizeOf<sched_attr>(),
                sched_policy = (uint)deadline.Policy,
                sched_flags = deadline.ResetOnFork ? Linux.SCHED_FLAG_RESET_ON_FORK : 0,
                sched_runtime = deadline.Reservation.Runtime,
                sched_deadline = deadline.Reservation.Deadline,
                sched_period = deadline.Reservation.Period,
            };
            _program.Add(SystemCall.sched_setattr, 0, _program.Bytes(MemoryMarshal.AsBytes<sched_attr>([attributes]), $"{{{deadline}}}"), 0);
        }
        else if (_info.Scheduling is { } scheduling)
        {
            // Unlike sched_setattr it leaves the nice value.
            int reset = scheduling.ResetOnFork ? Linux.SCHED_RESET_ON_FORK : 0;
            StepArgument policy = StepArgument.Named(scheduling.Policy | reset, reset == 0 ? scheduling.Name : $"{scheduling.Name} | SCHED_RESET_ON_FORK");
            _program.Add(SystemCall.sched_setscheduler, 0, policy, _program.Bytes(BitConverter.GetBytes(scheduling.Priority), $"{{{scheduling.Priority}}}"));
        }

        if (_info.IoPriority is { } priority)
        {
            _program.Add(SystemCall.ioprio_set, StepArgument.Named(Linux.IOPRIO_WHO_PROCESS, "IOPRIO_WHO_PROCESS"), 0, StepArgument.Named(priority.Value, priority.ToString()));
        }
    }
}
