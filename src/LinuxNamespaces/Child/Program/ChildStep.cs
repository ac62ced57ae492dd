using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Child;

/// <summary>A system call of the table, as the code of the child reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ChildStep
{
    internal const int Size = 64;

    internal uint Number;
    internal uint Flags;
    internal ArgumentList Arguments;

    /// <summary>The slot that keeps the result.</summary>
    internal uint ResultSlot;

    /// <summary>The step to go on with, in the same table.</summary>
    internal uint JumpTarget;

    [InlineArray(6)]
    internal struct ArgumentList
    {
        private long _first;
    }
}
