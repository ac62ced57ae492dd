namespace LinuxNamespaces;

/// <summary>How <see cref="NetNamespace.StartPastaAsync"/> connects a namespace with the outside; passt(1).</summary>
public sealed record PastaOptions
{
    private readonly IReadOnlyList<int> _tcpPorts = [];
    private readonly IReadOnlyList<int> _udpPorts = [];
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    internal static PastaOptions Default { get; } = new();

    /// <summary>
    /// The program: a path, or a name. A name is looked up in PATH by an ordinary user, and then in <c>/usr/bin</c>, <c>/usr/sbin</c>, <c>/bin</c>,
    /// <c>/sbin</c> and, where only root can write there, <c>/usr/local/bin</c> and <c>/usr/local/sbin</c>. A caller that is root or has a capability
    /// never uses its PATH.
    /// </summary>
    public string Program { get; init; } = "pasta";

    /// <summary>TCP ports of the host, 1 to 65535, whose connections go into the namespace; none by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A port is not in this range.</exception>
    public IReadOnlyList<int> TcpPorts
    {
        get => _tcpPorts;
        init => _tcpPorts = CheckPorts(value);
    }

    /// <summary>UDP ports of the host, 1 to 65535, whose datagrams go into the namespace; none by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A port is not in this range.</exception>
    public IReadOnlyList<int> UdpPorts
    {
        get => _udpPorts;
        init => _udpPorts = CheckPorts(value);
    }

    /// <summary>
    /// Whether the namespace reaches what listens on the loopback addresses of the host, at the address of the gateway. By default it does
    /// not: services there often trust whoever reaches them.
    /// </summary>
    public bool HostLoopback { get; init; }

    /// <summary>How long the link may take to come up: more than zero; 10 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than zero.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        init => _timeout = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The time has to be more than zero.");
    }

    /// <summary>Further arguments of the program, before those that say which namespace it is; none by default.</summary>
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
