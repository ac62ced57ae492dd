using System.Runtime.InteropServices;

namespace LinuxNamespaces.Child;

/// <summary>The header of the memory of the child, which the slots follow. The layout is that of Code/*.S.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ChildHeader
{
    internal const int Size = 128;

    /// <summary>The offset of <see cref="FailedStep"/>.</summary>
    internal const int FailureOffset = 72;

    /// <summary>The number of clone3, or of clone if there is no clone3, and its arguments.</summary>
    internal long CloneNumber;
    internal long CloneArgument0;
    internal long CloneArgument1;
    internal long CloneArgument2;
    internal long CloneArgument3;
    internal long CloneArgument4;

    internal ulong Steps;
    internal ulong StepsEnd;
    internal long FirstStep;

    /// <summary>The record of a failure, written by the child: the step and its errno.</summary>
    internal long FailedStep;
    internal long FailedErrno;

    internal ulong MaskAll;
    internal ulong MaskOld;

    /// <summary>The record of the exit of the process under the built-in init.</summary>
    internal long ExitTag;
    internal long ExitStatus;

    /// <summary>The descriptor of the child (pidfd), which the kernel writes before the child runs.</summary>
    internal int Process;

    /// <summary>The status of the process that ended last under the built-in init.</summary>
    internal int OtherStatus;
}
