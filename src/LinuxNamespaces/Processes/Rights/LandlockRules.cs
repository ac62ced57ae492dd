namespace LinuxNamespaces.Processes;

/// <summary>What a process may use; everything else of the kinds that are named is refused. See landlock(7).</summary>
/// <remarks>Paths need kernel 5.13, TCP 6.7. They are those that the process sees.</remarks>
public sealed record LandlockRules
{
    /// <summary>Directories and files that may be read, with all that is below; null together with the others null: no rule about files.</summary>
    public IReadOnlyList<string>? Read { get; init; }

    /// <summary>Directories and files that may be read and executed, with all that is below.</summary>
    public IReadOnlyList<string>? Execute { get; init; }

    /// <summary>Directories and files that may be read, written, created and removed, with all that is below.</summary>
    public IReadOnlyList<string>? Write { get; init; }

    /// <summary>TCP ports that may be listened on; null: any.</summary>
    public IReadOnlyList<ushort>? TcpBind { get; init; }

    /// <summary>TCP ports that may be connected to; null: any.</summary>
    public IReadOnlyList<ushort>? TcpConnect { get; init; }
}
