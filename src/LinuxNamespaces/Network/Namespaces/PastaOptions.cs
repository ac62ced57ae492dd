namespace LinuxNamespaces;

/// <summary>Options of <see cref="NetNamespace.StartPastaAsync"/>; passt(1).</summary>
public sealed record PastaOptions
{
    private readonly IReadOnlyList<int> _tcpPorts = [];
    private readonly IReadOnlyList<int> _udpPorts = [];
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    internal static PastaOptions Default { get; } = new();

    /// <summary>
    /// Gets the path or the name of the program. Defaults to <c>pasta</c>. For an ordinary user, a name is looked up in PATH first, and then in <c>/usr/bin</c>,
    /// <c>/usr/sbin</c>, <c>/bin</c>, <c>/sbin</c> and, if only root can write to them, <c>/usr/local/bin</c> and <c>/usr/local/sbin</c>. For root and for callers with
    /// a capability, PATH is not searched.
    /// </summary>
    public string Program { get; init; } = "pasta";

    /// <summary>Gets the TCP ports of the host, 1 to 65535, that are forwarded into the namespace. Defaults to none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A port is not in this range.</exception>
    public IReadOnlyList<int> TcpPorts
    {
        get => _tcpPorts;
        init => _tcpPorts = CheckPorts(value);
    }

    /// <summary>Gets the UDP ports of the host, 1 to 65535, that are forwarded into the namespace. Defaults to none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A port is not in this range.</exception>
    public IReadOnlyList<int> UdpPorts
    {
        get => _udpPorts;
        init => _udpPorts = CheckPorts(value);
    }

    /// <summary>
    /// Gets whether the namespace can reach services on the loopback addresses of the host, at the address of the gateway. Defaults to <see langword="false"/>,
    /// because such services often trust all clients.
    /// </summary>
    public bool HostLoopback { get; init; }

    /// <summary>Gets the time within which the link must come up. Defaults to 10 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        init => _timeout = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The time has to be more than zero.");
    }

    /// <summary>Gets further arguments of the program, which precede those of the library. Defaults to none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    private static IReadOnlyList<int> CheckPorts(IReadOnlyList<int> ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        foreach (int port in ports)
        {
            if (port is < 1 or > ushort.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(ports), port, "A port is a number from 1 to 65535.");
            }
        }

        return ports;
    }
}
