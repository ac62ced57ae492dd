using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The nice value, the scheduling policy, the I/O priority and the processors of the process; sched(7), ioprio_set(2).</summary>
internal sealed class Priorities(SetupContext context) : ProcessFeature(context)
{
    private const int MaxProcessor = 8191;

    internal override bool NeedsOwnMemory => ComeFirst;

    // The right to high priorities is one of the first user namespace, which a process loses that goes to another one. But what
    // is not inherited, or does not let a process be born, is set when no other will be born.
    private bool ComeFirst =>
        (Context.NewOrJoined & NamespaceTypes.User) != 0
        && (Info.Scheduling is { Priority: > 0 } || Info.IoPriority is { Class: Linux.IOPRIO_CLASS_RT } || Info.Nice < PriorityCalls.Nice)
        && Info.Scheduling is not ({ ResetOnFork: true } or { IsDeadline: true })
        && Capabilities.Has(Capability.SysNice);

    internal override void CheckUsage()
    {
        if (Info.CpuAffinity is { } processors && (processors.Count == 0 || processors.Any(processor => processor is < 0 or > MaxProcessor)))
        {
            throw new ArgumentException("CpuAffinity needs at least one processor. The numbers of processors are from 0 to 8191.");
        }
    }

    internal override void CheckRights()
    {
        // The kernel asks for the rights of the first user namespace, which no other one gives.
        const string firstOnly = ", in the first user namespace";
        bool may = Context.Has(Capability.SysNice);
        if (Info.Scheduling is { Priority: > 0 } realTime && !may && !PriorityCalls.IsRealTime && Limit(ResourceLimit.RealTimePriority) < (ulong)realTime.Priority)
        {
            throw Refuse(
                nameof(Info.Scheduling), $"{realTime}",
                $"It needs CAP_SYS_NICE{firstOnly}, or a limit ResourceLimit.RealTimePriority (RLIMIT_RTPRIO) of {realTime.Priority} or more; it is {Limit(ResourceLimit.RealTimePriority)}.");
        }

        if (Info.Scheduling is { IsDeadline: true } deadline && (!may || Context.ChangesUserNamespace))
        {
            throw Refuse(
                nameof(Info.Scheduling), $"{deadline}",
                may ? "The process loses the right to it, CAP_SYS_NICE in the first user namespace, by entering another user namespace." : $"It needs CAP_SYS_NICE{firstOnly}.");
        }

        if (Info.IoPriority is { Class: Linux.IOPRIO_CLASS_RT } urgent && !may && !Context.Has(Capability.SysAdmin))
        {
            throw Refuse(nameof(Info.IoPriority), $"{urgent}", $"It needs CAP_SYS_NICE or CAP_SYS_ADMIN{firstOnly}.");
        }

        if (Info.Nice is { } nice && !may && nice < PriorityCalls.Nice && (ulong)(20 - nice) > Limit(ResourceLimit.Nice))
        {
            throw Refuse(
                nameof(Info.Nice), nice.ToString(CultureInfo.InvariantCulture),
                $"A value below that of the caller, {PriorityCalls.Nice}, needs CAP_SYS_NICE{firstOnly}, or a limit ResourceLimit.Nice (RLIMIT_NICE) of {20 - nice} or more; it is {Limit(ResourceLimit.Nice)}.");
        }
    }

    /// <summary>Sets the priorities before the process loses the right to them.</summary>
    internal void CompileFirst()
    {
        if (ComeFirst)
        {
            CompilePriorities();
            Context.Stage = ProcessStage.Prepare;
        }
    }

    internal void Compile()
    {
        if (!ComeFirst)
        {
            CompilePriorities();
        }

        if (Info.CpuAffinity is { } processors)
        {
            byte[] set = new byte[((processors.DefaultIfEmpty().Max() / 64) + 1) * 8];
            foreach (int processor in processors)
            {
                set[processor / 8] |= (byte)(1 << (processor % 8));
            }

            Program.Add(SystemCall.sched_setaffinity, 0, set.Length, Program.Bytes(set, $"{{{string.Join(", ", processors)}}}"));
        }
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage != ProcessStage.Limits ? null
        : step.Errno == Errno.EPERM || step.Errno == Errno.EACCES ? ExplainDenied(step.Call)
        : step.Call != SystemCall.sched_setattr ? null
        : step.Errno == Errno.EBUSY ? "The processors have no time left to reserve: the deadlines of all processes are over the limit (sysctl kernel.sched_rt_runtime_us)."
        : step.Errno == Errno.EINVAL && Info.Scheduling is { IsDeadline: true } deadline ? ExplainPeriod(deadline.Reservation.Period)
        : null;

    private string? ExplainDenied(SystemCall call)
    {
        bool mayNot = !Capabilities.Has(Capability.SysNice) || Context.Requested.HasFlag(NamespaceTypes.User);
        return call == SystemCall.setpriority && mayNot ? "A lower nice value needs CAP_SYS_NICE in the first user namespace, or the limit RLIMIT_NICE."
            : call == SystemCall.sched_setscheduler && mayNot ? "The scheduling policy needs CAP_SYS_NICE in the first user namespace, or the limit RLIMIT_RTPRIO."
            : call == SystemCall.ioprio_set && mayNot ? "The I/O priority needs CAP_SYS_NICE or CAP_SYS_ADMIN in the first user namespace."
            : call == SystemCall.sched_setattr && mayNot ? "A deadline needs CAP_SYS_NICE in the first user namespace."
            : call == SystemCall.sched_setattr && Info.CpuAffinity is not null ? "A process with a deadline has to be allowed on all processors of its cpuset; set no CpuAffinity."
            : null;
    }

    private static string? ExplainPeriod(ulong nanoseconds)
    {
        static ulong? Read(string name) => ulong.TryParse(ProcSelf.ReadSysctl($"kernel/{name}"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;
        const string least = "sched_deadline_period_min_us";
        const string most = "sched_deadline_period_max_us";
        ulong microseconds = nanoseconds / 1000;
        return microseconds < Read(least) ? $"The period is below the sysctl kernel.{least}, {Read(least)}."
            : microseconds > Read(most) ? $"The period is above the sysctl kernel.{most}, {Read(most)}."
            : null;
    }

    // The limit that the process has, as limits are set first.
    private ulong Limit(ResourceLimit limit) =>
        Info.Limits.TryGetValue(limit, out ResourceLimitValue value) ? value.Soft ?? ulong.MaxValue : PriorityCalls.Limit((int)limit);

    private void CompilePriorities()
    {
        Context.Stage = ProcessStage.Limits;
        if (Info.Nice is { } nice)
        {
            Program.Add(SystemCall.setpriority, StepArgument.Named(Linux.PRIO_PROCESS, "PRIO_PROCESS"), 0, nice);
        }

        if (Info.Scheduling is { IsDeadline: true } deadline)
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
            Program.Add(SystemCall.sched_setattr, 0, Program.Bytes(MemoryMarshal.AsBytes<sched_attr>([attributes]), $"{{{deadline}}}"), 0);
        }
        else if (Info.Scheduling is { } scheduling)
        {
            // Unlike sched_setattr it leaves the nice value.
            int reset = scheduling.ResetOnFork ? Linux.SCHED_RESET_ON_FORK : 0;
            StepArgument policy = StepArgument.Named(scheduling.Policy | reset, reset == 0 ? scheduling.Name : $"{scheduling.Name} | SCHED_RESET_ON_FORK");
            Program.Add(SystemCall.sched_setscheduler, 0, policy, Program.Bytes(BitConverter.GetBytes(scheduling.Priority), $"{{{scheduling.Priority}}}"));
        }

        if (Info.IoPriority is { } priority)
        {
            Program.Add(SystemCall.ioprio_set, StepArgument.Named(Linux.IOPRIO_WHO_PROCESS, "IOPRIO_WHO_PROCESS"), 0, StepArgument.Named(priority.Value, priority.ToString()));
        }
    }
}
