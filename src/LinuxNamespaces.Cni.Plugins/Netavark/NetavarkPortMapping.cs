namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Ports of the host that lead to ports of the container: a range for one or several protocols.</summary>
internal sealed record NetavarkPortMapping
{
    private const int MaxPort = 65535;

    /// <summary>Each port needs a rule if it has another number in the container.</summary>
    private const int MaxShifted = 1000;

    public int ContainerPort { get; init; }

    public string? HostIp { get; init; }

    public int HostPort { get; init; }

    public string? Protocol { get; init; }

    public int? Range { get; init; }

    /// <exception cref="CniException">The mapping is invalid.</exception>
    internal IEnumerable<PortMapping> Read()
    {
        int count = Range is null or 0 ? 1 : Range.Value;
        if (count < 0 || count > MaxPort || HostPort > MaxPort - count + 1 || ContainerPort > MaxPort - count + 1)
        {
            throw PluginErrors.Invalid($"A port mapping has the range {count}, which does not fit behind the ports {HostPort} and {ContainerPort}.");
        }

        bool isShifted = HostPort != ContainerPort;
        if (isShifted && count > MaxShifted)
        {
            throw PluginErrors.Invalid($"A port mapping has {count} ports, which have other numbers in the container. At most {MaxShifted} are supported; any number if they are the same.");
        }

        foreach (string protocol in (string.IsNullOrEmpty(Protocol) ? "tcp" : Protocol).Split(','))
        {
            for (int i = 0; i < (isShifted ? count : 1); i++)
            {
                PortMapping mapping = new() { HostPort = HostPort + i, ContainerPort = ContainerPort + i, Protocol = protocol, HostIP = HostIp, Count = isShifted ? 1 : count };
                mapping.Validate();
                yield return mapping;
            }
        }
    }
}
