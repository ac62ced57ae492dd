using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>How a child is started. The library chooses by itself; tests restrict the ways.</summary>
internal sealed record ChildCarrier
{
    /// <summary>Any way that the system allows.</summary>
    internal static ChildCarrier Automatic { get; } = new();

    /// <summary>Whether the child has memory of its own; <c>null</c> if the start decides.</summary>
    internal bool? OwnMemory { get; init; }

    /// <summary>Whether clone3 may be used.</summary>
    internal bool AllowsClone3 { get; init; } = true;

    /// <summary>Whether machine code may be mapped.</summary>
    internal bool AllowsCode { get; init; } = true;

    /// <summary>Opens a process that was started; tests make it fail.</summary>
    internal Func<int, SafeFileHandle> OpenProcess { get; init; } = PidFile.TryOpen;

    /// <summary>Called before a cancelled start kills its child; tests delay it.</summary>
    internal Action? Killing { get; init; }

    internal bool HasClone3 => AllowsClone3 && ChildClone.HasClone3;

    internal bool HasCode => AllowsCode && ChildCode.IsMapped;

    /// <summary>
    /// Whether a child may share the memory of the caller until it executes its program. Without clone3, as in some containers, it would
    /// still have the caller's signal handlers.
    /// </summary>
    internal bool CanShareMemory => HasCode && HasClone3;

    /// <summary>Whether <see cref="ChildRequest.Cgroup"/> has an effect: only clone3 supports it.</summary>
    internal bool CanBeBornInCgroup => CanShareMemory;
}
