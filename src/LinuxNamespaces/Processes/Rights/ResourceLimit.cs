namespace LinuxNamespaces.Processes;

/// <summary>Specifies a resource limit of a process, with the value of the kernel. See getrlimit(2).</summary>
public enum ResourceLimit
{
    /// <summary>Processor time, in seconds (<c>RLIMIT_CPU</c>).</summary>
    CpuTime = 0,

    /// <summary>The size of a file, in bytes (<c>RLIMIT_FSIZE</c>).</summary>
    FileSize = 1,

    /// <summary>The data segment, in bytes (<c>RLIMIT_DATA</c>).</summary>
    Data = 2,

    /// <summary>The stack, in bytes (<c>RLIMIT_STACK</c>).</summary>
    Stack = 3,

    /// <summary>A core dump, in bytes (<c>RLIMIT_CORE</c>).</summary>
    Core = 4,

    /// <summary>Processes and threads of the user (<c>RLIMIT_NPROC</c>).</summary>
    Processes = 6,

    /// <summary>Open descriptors; one more than the largest (<c>RLIMIT_NOFILE</c>).</summary>
    OpenFiles = 7,

    /// <summary>Locked memory, in bytes (<c>RLIMIT_MEMLOCK</c>).</summary>
    LockedMemory = 8,

    /// <summary>Virtual memory, in bytes (<c>RLIMIT_AS</c>).</summary>
    AddressSpace = 9,

    /// <summary>Pending signals of the user (<c>RLIMIT_SIGPENDING</c>).</summary>
    PendingSignals = 11,

    /// <summary>POSIX message queues of the user, in bytes (<c>RLIMIT_MSGQUEUE</c>).</summary>
    MessageQueues = 12,

    /// <summary>The nice value, as 20 minus it (<c>RLIMIT_NICE</c>).</summary>
    Nice = 13,

    /// <summary>The real-time priority (<c>RLIMIT_RTPRIO</c>).</summary>
    RealTimePriority = 14,

    /// <summary>Processor time of a real-time process without a blocking call, in microseconds (<c>RLIMIT_RTTIME</c>).</summary>
    RealTimeCpuTime = 15,
}
