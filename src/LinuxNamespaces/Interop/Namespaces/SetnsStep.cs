namespace LinuxNamespaces.Interop;

/// <summary>The steps of a <see cref="SetnsCall"/>.</summary>
internal enum SetnsStep
{
    /// <summary>setns(2).</summary>
    Enter,

    /// <summary>unshare(2).</summary>
    Unshare,

    /// <summary>open(2).</summary>
    File,

    /// <summary>socket(2).</summary>
    Socket,
}
