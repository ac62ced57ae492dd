namespace LinuxNamespaces.Network;

/// <summary>What became of a link.</summary>
internal enum LinkFate
{
    /// <summary>The link has its index still.</summary>
    Present,

    /// <summary>The link was deleted or moved. Another link may have its index.</summary>
    Gone,

    /// <summary>The kernel dropped notifications, so that it is not known.</summary>
    Unknown,
}
