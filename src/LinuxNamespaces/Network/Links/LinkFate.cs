namespace LinuxNamespaces.Network;

/// <summary>Specifies whether a link still exists.</summary>
internal enum LinkFate
{
    /// <summary>The link still has its index.</summary>
    Present,

    /// <summary>The link was deleted or moved. Another link may have its index.</summary>
    Gone,

    /// <summary>It is not known, because the kernel dropped notifications.</summary>
    Unknown,
}
