namespace LinuxNamespaces.Inspection;

/// <summary>Specifies what a snapshot could not read.</summary>
public enum BlindSpotKind
{
    /// <summary>An unknown number of processes.</summary>
    Processes,

    /// <summary>The namespaces of a process, and everything else about it.</summary>
    Namespaces,

    /// <summary>The threads of a process.</summary>
    Threads,

    /// <summary>The descriptors of a process.</summary>
    Descriptors,

    /// <summary>The network namespaces of some sockets of a process.</summary>
    Sockets,

    /// <summary>The mounts of a mount namespace.</summary>
    Mounts,

    /// <summary>The owner, the parent and the number of a namespace, or the namespaces above those of this process.</summary>
    Relations,

    /// <summary>What keeps a namespace alive that the kernel lists.</summary>
    Holders,
}
