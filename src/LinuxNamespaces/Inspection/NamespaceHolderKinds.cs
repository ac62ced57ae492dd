namespace LinuxNamespaces.Inspection;

/// <summary>The ways in which a namespace is kept alive, as a set.</summary>
/// <remarks>See namespaces(7), "Namespace lifetime".</remarks>
[Flags]
public enum NamespaceHolderKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A process is in it: what lsns(8) counts.</summary>
    Process = 1,

    /// <summary>A single thread is in it, and the process of the thread is not.</summary>
    Thread = 2,

    /// <summary>The next children of a process or of a thread will be in it: PID and time namespaces.</summary>
    Children = 4,

    /// <summary>A process has it open.</summary>
    Descriptor = 8,

    /// <summary>A process has a socket, or a TUN device, that belongs to it: network namespaces.</summary>
    Socket = 16,

    /// <summary>It is mounted on a file; ip-netns(8) gives names so.</summary>
    Mount = 32,

    /// <summary>It is the parent of another: PID and user namespaces.</summary>
    Child = 64,

    /// <summary>It owns another: user namespaces.</summary>
    Owned = 128,

    /// <summary>All of them.</summary>
    All = Process | Thread | Children | Descriptor | Socket | Mount | Child | Owned,
}
