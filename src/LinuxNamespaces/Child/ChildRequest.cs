using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>A child that is to be started.</summary>
internal sealed class ChildRequest
{
    internal required ChildProgram Program { get; init; }

    /// <summary>
    /// True when the child has to have memory of its own: when it enters namespaces in which somebody hostile may be,
    /// changes its ids, or stays as the first process of a namespace.
    /// </summary>
    internal required bool OwnMemory { get; init; }

    /// <summary>How the child is started.</summary>
    internal ChildCarrier Carrier { get; init; } = ChildCarrier.Automatic;

    /// <summary>The namespaces that clone itself creates; none with memory of its own, where the program does it.</summary>
    internal ulong CloneFlags { get; init; }

    /// <summary>Our descriptors that the program uses, by the slot that receives the number.</summary>
    internal List<(StepArgument Slot, SafeHandle Handle)> Descriptors { get; } = [];

    /// <summary>Writes the id maps of the process, when it asks for that.</summary>
    internal Action<int>? MapIds { get; init; }

    /// <summary>Is told the process that becomes the program before it goes on, when another one has begun.</summary>
    internal Action<int>? Started { get; init; }

    /// <summary>How long the child may take until it executes its program or ends; then it is killed. Null: as long as it likes.</summary>
    internal TimeSpan? Timeout { get; init; }

    /// <summary>The directory of the cgroup to be born in.</summary>
    internal SafeFileHandle? Cgroup { get; init; }
}
