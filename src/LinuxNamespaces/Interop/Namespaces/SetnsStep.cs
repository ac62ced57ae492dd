namespace LinuxNamespaces.Interop;

/// <summary>The steps of a <see cref="SetnsCall"/>.</summary>
internal enum SetnsStep
{
    /// <summary>setns(2).</summary>
    Enter,

    /// <summary>unshare(2).</summary>
    Unshare,

    /// <summary>The call itself.</summary>
    Call,
}
