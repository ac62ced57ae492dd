namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Specifies which other networks reach a network by the host.</summary>
internal enum NetavarkIsolation
{
    /// <summary>All that are not isolated strictly.</summary>
    None,

    /// <summary>Those that are not isolated.</summary>
    Isolated,

    /// <summary>None.</summary>
    Strict,
}
