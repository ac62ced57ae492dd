namespace LinuxNamespaces.Interop;

/// <summary>What a <see cref="PlacedCall"/> may call.</summary>
internal enum PlacedFunction
{
    /// <summary>socket(2): domain, type, protocol.</summary>
    Socket,

    /// <summary>open(2): path (a pointer to a NUL-terminated string), flags, mode.</summary>
    Open,
}
