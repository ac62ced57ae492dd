using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Describes the priority of a process for disks whose scheduler supports priorities (bfq, mq-deadline);
/// ioprio_set(2), Documentation/block/ioprio.rst.
/// </summary>
public sealed record IoPriority
{
    private const int LowestLevel = 7;

    private IoPriority(int ofClass, string name, int level)
    {
        Class = ofClass;
        Name = name;
        Level = level;
    }

    /// <summary>Gets the class of processes that are served when the disk is idle otherwise. Needs no privilege.</summary>
    public static IoPriority Idle { get; } = new(Linux.IOPRIO_CLASS_IDLE, nameof(Linux.IOPRIO_CLASS_IDLE), 0);

    internal int Class { get; }

    internal string Name { get; }

    internal int Level { get; }

    /// <summary>What the kernel takes: IOPRIO_PRIO_VALUE of linux/ioprio.h.</summary>
    internal int Value => (Class << Linux.IOPRIO_CLASS_SHIFT) | Level;

    /// <summary>Gets the class of processes that are served before all others. Needs CAP_SYS_NICE or CAP_SYS_ADMIN in the first user namespace.</summary>
    /// <param name="level">From 0, the highest, to 7.</param>
    /// <returns>The priority.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public static IoPriority RealTime(int level) => new(Linux.IOPRIO_CLASS_RT, nameof(Linux.IOPRIO_CLASS_RT), Check(level));

    /// <summary>Gets the class of ordinary processes. Needs no privilege.</summary>
    /// <param name="level">From 0, the highest, to 7. Without a priority the level follows the nice value.</param>
    /// <returns>The priority.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public static IoPriority BestEffort(int level) => new(Linux.IOPRIO_CLASS_BE, nameof(Linux.IOPRIO_CLASS_BE), Check(level));

    /// <summary>Returns the C name of the class, and the level.</summary>
    /// <returns>The description.</returns>
    public override string ToString() => Class == Linux.IOPRIO_CLASS_IDLE ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name} {Level}");

    private static int Check(int level) =>
        level is >= 0 and <= LowestLevel ? level : throw new ArgumentOutOfRangeException(nameof(level), level, "It is 0 to 7.");
}
