namespace LinuxNamespaces.Network;

/// <summary>Which options of a bond contradict each other. Before kernel 6.1 the kernel explains that in its log only.</summary>
internal static class BondRules
{
    private static readonly BondMode[] s_modesWithActivePort = [BondMode.ActiveBackup, BondMode.BalanceTransmitLoad, BondMode.BalanceAdaptiveLoad];
    private static readonly BondMode[] s_modesWithArpMonitor = [BondMode.BalanceRoundRobin, BondMode.ActiveBackup, BondMode.BalanceXor, BondMode.Broadcast];
    private static readonly BondMode[] s_loadModes = [BondMode.BalanceTransmitLoad, BondMode.BalanceAdaptiveLoad];

    internal static void Check(BondOptions options)
    {
        if (options.MiiMonitorInterval > TimeSpan.Zero && options.ArpInterval > TimeSpan.Zero)
        {
            throw new ArgumentException("A bond has either a carrier monitor or an ARP monitor. Set one of the two intervals to 0.");
        }

        RequireOne(options.ClearActivePort, options.ActivePort, nameof(BondOptions.ActivePort));
        RequireOne(options.ClearPrimary, options.Primary, nameof(BondOptions.Primary));
        RequireMultiple(options.UpDelay, options.MiiMonitorInterval, nameof(BondOptions.UpDelay));
        RequireMultiple(options.DownDelay, options.MiiMonitorInterval, nameof(BondOptions.DownDelay));
        RequireMultiple(options.PeerNotificationDelay, options.MiiMonitorInterval, nameof(BondOptions.PeerNotificationDelay));
        if (options.Mode is { } mode)
        {
            RequireMode(mode, options.ActivePort is not null || options.Primary is not null, "An active or primary port", s_modesWithActivePort);
            RequireMode(mode, options.ArpInterval > TimeSpan.Zero, "The ARP monitor", s_modesWithArpMonitor);
            RequireMode(mode, options.ArpValidation is not (null or BondArpValidation.None), nameof(BondOptions.ArpValidation), s_modesWithArpMonitor);
            RequireMode(mode, options.PacketsPerPort is not null, nameof(BondOptions.PacketsPerPort), BondMode.BalanceRoundRobin);
            RequireMode(mode, options.DynamicLoadBalancing is not null, nameof(BondOptions.DynamicLoadBalancing), s_loadModes);
            RequireMode(mode, options.LacpRate is not null, nameof(BondOptions.LacpRate), BondMode.Ieee8023AD);
            RequireMode(mode, options.LacpActive is not null, nameof(BondOptions.LacpActive), BondMode.Ieee8023AD);
            RequireMode(mode, options.UserPortKey is not null, nameof(BondOptions.UserPortKey), BondMode.Ieee8023AD);
            RequireMode(mode, options.ActorSystemPriority is not null, nameof(BondOptions.ActorSystemPriority), BondMode.Ieee8023AD);
            RequireMode(mode, options.ActorSystem is not null, nameof(BondOptions.ActorSystem), BondMode.Ieee8023AD);
            RequireMode(mode, options.CoupledControl is not null, nameof(BondOptions.CoupledControl), BondMode.Ieee8023AD);
            RequireMode(mode, options.BroadcastNeighbors is not null, nameof(BondOptions.BroadcastNeighbors), BondMode.Ieee8023AD);
        }
    }

    /// <summary>The kernel would take the index for that of another link.</summary>
    internal static void RequireIn(NetNamespace netNamespace, Link? port)
    {
        if (port is not null && !port.Namespace.Equals(netNamespace))
        {
            throw new ArgumentException($"{PrintableText.Quote(port.Name)} is in namespace '{port.Namespace}'. A port of a bond in '{netNamespace}' has to be there too.");
        }
    }

    private static void RequireOne(bool clear, Link? port, string name)
    {
        if (clear && port is not null)
        {
            throw new ArgumentException($"{name} cannot be set and cleared at once.");
        }
    }

    /// <summary>The kernel rounds other values down.</summary>
    private static void RequireMultiple(TimeSpan? delay, TimeSpan? interval, string name)
    {
        if (delay > TimeSpan.Zero && interval is { } monitor && (monitor == TimeSpan.Zero || delay.Value.Ticks % monitor.Ticks != 0))
        {
            throw new ArgumentException(
                $"{name} is {delay.Value.TotalMilliseconds:0} ms; it has to be a multiple of {nameof(BondOptions.MiiMonitorInterval)}, {monitor.TotalMilliseconds:0} ms.");
        }
    }

    private static void RequireMode(BondMode mode, bool isSet, string what, params ReadOnlySpan<BondMode> modes)
    {
        if (isSet && !modes.Contains(mode))
        {
            throw new ArgumentException($"{what} is for {string.Join(", ", modes.ToArray())} only, not for {mode}.");
        }
    }
}
