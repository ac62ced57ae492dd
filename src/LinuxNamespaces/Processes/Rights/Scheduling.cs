using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Describes how the kernel gives processor time to a process; sched(7), sched_setscheduler(2), sched_setattr(2).</summary>
/// <remarks>
/// The policies without a priority need no privilege. Real-time policies need CAP_SYS_NICE in the first user namespace, or, except for
/// <see cref="Deadline"/>, a limit <see cref="ResourceLimit.RealTimePriority"/> that is not below the priority.
/// </remarks>
public sealed record Scheduling
{
    // As chrt(1) does it: what is below the kernel's own unit is refused by it.
    private const long LeastNanoseconds = 1024;

    private Scheduling(int policy, string name)
    {
        Policy = policy;
        Name = name;
    }

    /// <summary>Gets the policy of ordinary processes (SCHED_OTHER). The nice value determines their share.</summary>
    public static Scheduling Other { get; } = new(Linux.SCHED_OTHER, nameof(Linux.SCHED_OTHER));

    /// <summary>Gets the policy of processes that compute without interaction (SCHED_BATCH).</summary>
    public static Scheduling Batch { get; } = new(Linux.SCHED_BATCH, nameof(Linux.SCHED_BATCH));

    /// <summary>Gets the policy of processes that run when the processor is idle otherwise (SCHED_IDLE).</summary>
    public static Scheduling Idle { get; } = new(Linux.SCHED_IDLE, nameof(Linux.SCHED_IDLE));

    /// <summary>Gets whether child processes have the ordinary policy again (SCHED_RESET_ON_FORK).</summary>
    public bool ResetOnFork { get; init; }

    internal int Policy { get; }

    internal string Name { get; }

    internal int Priority { get; private init; }

    /// <summary>The runtime, the deadline and the period of <see cref="Deadline"/>, in nanoseconds.</summary>
    internal (ulong Runtime, ulong Deadline, ulong Period) Reservation { get; private init; }

    internal bool IsDeadline => Policy == Linux.SCHED_DEADLINE;

    /// <summary>Creates a policy in which the process runs before all processes of a lower priority, without a time limit (SCHED_FIFO).</summary>
    /// <param name="priority">From 1 to 99, the most urgent.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The priority is out of range.</exception>
    public static Scheduling Fifo(int priority) => new(Linux.SCHED_FIFO, nameof(Linux.SCHED_FIFO)) { Priority = CheckPriority(priority) };

    /// <summary>Creates a policy as <see cref="Fifo"/>, in which processes of the same priority run by turns (SCHED_RR).</summary>
    /// <param name="priority">From 1 to 99, the most urgent.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The priority is out of range.</exception>
    public static Scheduling RoundRobin(int priority) => new(Linux.SCHED_RR, nameof(Linux.SCHED_RR)) { Priority = CheckPriority(priority) };

    /// <summary>
    /// Creates a policy that reserves processor time in every period (SCHED_DEADLINE). It needs CAP_SYS_NICE and all processors of the cpuset.
    /// The process can start no other process unless <see cref="ResetOnFork"/> is set.
    /// </summary>
    /// <param name="runtime">The processor time in a period, at least 1024 ns.</param>
    /// <param name="deadline">The time from the start of the period in which the runtime is given. Not less than the runtime.</param>
    /// <param name="period">The period. Not less than the deadline. The sysctls kernel.sched_deadline_period_min_us and _max_us limit it.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The times are not in that order, or too short.</exception>
    public static Scheduling Deadline(TimeSpan runtime, TimeSpan deadline, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runtime.Ticks * TimeSpan.NanosecondsPerTick, LeastNanoseconds, nameof(runtime));
        ArgumentOutOfRangeException.ThrowIfLessThan(deadline, runtime);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, deadline);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, TimeSpan.FromHours(1));
        return new(Linux.SCHED_DEADLINE, nameof(Linux.SCHED_DEADLINE)) { Reservation = (Nanoseconds(runtime), Nanoseconds(deadline), Nanoseconds(period)) };

        static ulong Nanoseconds(TimeSpan time) => (ulong)(time.Ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <summary>Returns the C name of the policy, and its numbers.</summary>
    /// <returns>The description.</returns>
    public override string ToString()
    {
        string numbers = IsDeadline ? string.Create(CultureInfo.InvariantCulture, $" {Reservation.Runtime}/{Reservation.Deadline}/{Reservation.Period} ns")
            : Priority > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Priority}")
            : string.Empty;
        return Name + numbers + (ResetOnFork ? " | SCHED_RESET_ON_FORK" : string.Empty);
    }

    private static int CheckPriority(int priority) =>
        priority is >= 1 and <= 99 ? priority : throw new ArgumentOutOfRangeException(nameof(priority), priority, "It is 1 to 99.");
}
