namespace LinuxNamespaces.Interop;

/// <summary>The functions of a <see cref="SetnsCall"/>.</summary>
internal enum SetnsFunction
{
    /// <summary>socket(2): domain, type, protocol.</summary>
    Socket,

    /// <summary>open(2): path (a pointer to a NUL-terminated string), flags, mode.</summary>
    Open,
}
