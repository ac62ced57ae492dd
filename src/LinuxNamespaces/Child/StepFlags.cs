namespace LinuxNamespaces.Child;

/// <summary>What the code of the child does about a system call besides making it.</summary>
[Flags]
internal enum StepFlags
{
    None = 0,

    /// <summary>An error is no failure.</summary>
    IgnoreError = 1,

    /// <summary>The result goes into a slot.</summary>
    Save = 2,

    /// <summary>A result of zero is a failure: the other end of a pipe is gone.</summary>
    ZeroFails = 4,

    /// <summary>A result other than zero goes on at another step.</summary>
    JumpNotZero = 8,

    /// <summary>A result of zero goes on at another step.</summary>
    JumpZero = 16,

    /// <summary>No system call: from here on the process is the first of its PID namespace.</summary>
    Init = 32,

    /// <summary>A failure is no end: it is written down in the memory of the child, which goes on at another step.</summary>
    JumpOnError = 64,

    /// <summary>The first argument is the number of a slot; the bits above say it of the others.</summary>
    FirstSlotArgument = 0x100,
}
