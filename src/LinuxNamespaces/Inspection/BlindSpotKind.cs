namespace LinuxNamespaces.Inspection;

/// <summary>What a snapshot could not see.</summary>
public enum BlindSpotKind
{
    /// <summary>Processes, of which nothing is known, not even how many.</summary>
    Processes,

    /// <summary>The namespaces of a process, and all else about it.</summary>
    Namespaces,

    /// <summary>The threads of a process.</summary>
    Threads,

    /// <summary>The descriptors of a process.</summary>
    Descriptors,

    /// <summary>The network namespaces of some sockets of a process.</summary>
    Sockets,

    /// <summary>What is mounted in a mount namespace.</summary>
    Mounts,

    /// <summary>Owner, parent and number of a namespace, or of those above this process.</summary>
    Relations,

    /// <summary>What keeps a namespace alive that the kernel lists.</summary>
    Holders,
}
