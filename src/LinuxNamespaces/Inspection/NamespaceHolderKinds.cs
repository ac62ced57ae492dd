namespace LinuxNamespaces.Inspection;

/// <summary>Specifies what keeps a namespace alive.</summary>
/// <remarks>See namespaces(7), "Namespace lifetime".</remarks>
[Flags]
public enum NamespaceHolderKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A process in the namespace, as lsns(8) counts.</summary>
    Process = 1,

    /// <summary>A thread in the namespace whose process is in another one.</summary>
    Thread = 2,

    /// <summary>A process or thread whose future children will be in the namespace: PID and time namespaces.</summary>
    Children = 4,

    /// <summary>An open descriptor of the namespace.</summary>
    Descriptor = 8,

    /// <summary>A socket or TUN device of the namespace: network namespaces.</summary>
    Socket = 16,

    /// <summary>A mount of the namespace on a file, as ip-netns(8) creates it.</summary>
    Mount = 32,

    /// <summary>A child of the namespace: PID and user namespaces.</summary>
    Child = 64,

    /// <summary>A namespace that it owns: user namespaces.</summary>
    Owned = 128,

    /// <summary>All kinds.</summary>
    All = Process | Thread | Children | Descriptor | Socket | Mount | Child | Owned,
}
