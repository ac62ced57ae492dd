namespace LinuxNamespaces.Child;

/// <summary>How the code of the child handles the result of a system call.</summary>
[Flags]
internal enum StepFlags
{
    None = 0,

    /// <summary>Errors are ignored.</summary>
    IgnoreError = 1,

    /// <summary>The result is saved in a slot.</summary>
    Save = 2,

    /// <summary>A result of zero is a failure, as when the other end of a pipe is closed.</summary>
    ZeroFails = 4,

    /// <summary>A result other than zero jumps to another step.</summary>
    JumpNotZero = 8,

    /// <summary>A result of zero jumps to another step.</summary>
    JumpZero = 16,

    /// <summary>Not a system call: the process acts as the first process of its PID namespace from here on.</summary>
    Init = 32,

    /// <summary>A failure does not end the child. It is recorded in the memory of the child, which jumps to another step.</summary>
    JumpOnError = 64,

    /// <summary>The first argument is the number of a slot. The bits above apply to the other arguments.</summary>
    FirstSlotArgument = 0x100,
}
