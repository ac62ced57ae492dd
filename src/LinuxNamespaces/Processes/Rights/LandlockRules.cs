namespace LinuxNamespaces.Processes;

/// <summary>Describes the files and TCP ports that a process may use. All others are refused. See landlock(7).</summary>
/// <remarks>Paths are those that the process sees. Rules about paths need kernel 5.13, rules about TCP 6.7.</remarks>
public sealed record LandlockRules
{
    /// <summary>Gets the directories and files that may be read, with everything below. If all three lists of paths are <c>null</c>, files are not restricted.</summary>
    public IReadOnlyList<string>? Read { get; init; }

    /// <summary>Gets the directories and files that may be read and executed, with everything below.</summary>
    public IReadOnlyList<string>? Execute { get; init; }

    /// <summary>Gets the directories and files that may be read, written, created and removed, with everything below.</summary>
    public IReadOnlyList<string>? Write { get; init; }

    /// <summary>Gets the TCP ports that may be listened on. <c>null</c> for any.</summary>
    public IReadOnlyList<ushort>? TcpBind { get; init; }

    /// <summary>Gets the TCP ports that may be connected to. <c>null</c> for any.</summary>
    public IReadOnlyList<ushort>? TcpConnect { get; init; }
}
