using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>Describes a child to start.</summary>
internal sealed class ChildRequest
{
    internal required ChildProgram Program { get; init; }

    /// <summary>
    /// Gets whether the child needs its own memory: because it enters namespaces that may contain hostile processes,
    /// changes its IDs, or stays as the first process of a namespace.
    /// </summary>
    internal required bool OwnMemory { get; init; }

    /// <summary>Gets how the child is started.</summary>
    internal ChildCarrier Carrier { get; init; } = ChildCarrier.Automatic;

    /// <summary>Gets the namespaces that clone creates. With its own memory there are none, since the program creates them.</summary>
    internal ulong CloneFlags { get; init; }

    /// <summary>Gets the descriptors of this process that the program uses, by the slot that receives the number.</summary>
    internal List<(StepArgument Slot, SafeHandle Handle)> Descriptors { get; } = [];

    /// <summary>Gets the function that writes the ID maps of the process on request.</summary>
    internal Action<int>? MapIds { get; init; }

    /// <summary>Gets the function that receives the ID of the process that executes the program, if another process starts it. The process waits for it.</summary>
    internal Action<int>? Started { get; init; }

    /// <summary>Gets the time after which a child that has not executed its program is killed; null for no limit.</summary>
    internal TimeSpan? Timeout { get; init; }

    /// <summary>Gets the directory of the cgroup in which the child starts.</summary>
    internal SafeFileHandle? Cgroup { get; init; }
}
