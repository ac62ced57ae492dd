using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <content>What most users want, in one call each.</content>
public sealed partial class NftRuleset
{
    private static readonly IPNetwork s_loopback = new(IPAddress.Parse("127.0.0.0"), 8);

    /// <summary>Gives packets of a subnet that leave it the address of the link that they go out on, so that other networks can answer them.</summary>
    /// <param name="subnet">The IPv4 or IPv6 prefix. Packets to the prefix itself and to multicast addresses are not changed.</param>
    /// <param name="outputInterface">The name of the link that the packets go out on; <see langword="null"/> for any.</param>
    /// <returns>The rules, to delete them.</returns>
    /// <remarks>
    /// <para>
    /// A second call with the same arguments changes nothing. The rules are in the table <c>inet linux-namespaces</c>, whose other rules and
    /// other tables are not touched. Needs kernel 5.2.
    /// </para>
    /// <para>Forwarding is up to the caller: the sysctls <c>net/ipv4/ip_forward</c> and <c>net/ipv6/conf/all/forwarding</c> must be 1.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// router.Sysctl["net/ipv4/ip_forward"] = "1";
    /// InstalledRules rules = router.Nftables.Masquerade(IPNetwork.Parse("10.0.0.0/24"), "wan");
    /// // ...
    /// rules.Delete();
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature. The message names its option or version.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the ruleset kept changing (ERESTART, EINTR).</exception>
    public InstalledRules Masquerade(IPNetwork subnet, string? outputInterface = null)
    {
        bool v4 = subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        List<NftStatement> statements =
        [
            NftMatch.Source(subnet),
            NftMatch.Destination(subnet, inverted: true),
            NftMatch.Destination(IPNetwork.Parse(v4 ? "224.0.0.0/4" : "ff00::/8"), inverted: true),
        ];
        if (outputInterface is not null)
        {
            statements.Add(NftMatch.OutputInterface(outputInterface));
        }

        statements.Add(NftAction.Masquerade());
        string mark = OwnRules.MarkOf($"masquerade {subnet}{(outputInterface is null ? null : $" oifname {outputInterface}")}");
        OwnRules.Apply(this, mark, new NftRule(OwnRules.Postrouting, [.. statements]));
        return new InstalledRules(this, mark);
    }

    /// <summary>Makes a port of this host lead to a port of another address, for other hosts and for programs on this host.</summary>
    /// <param name="publication">What leads where.</param>
    /// <returns>The rules, to delete them.</returns>
    /// <remarks>
    /// <para>
    /// Clients in the subnet of the target reach the port too (hairpin): their packets get the address of this host, so that the answers come
    /// back through it. UDP packets of clients that were tracked before go to the new target at once, because their entries in the connection
    /// table are deleted, also when the rules are deleted; without CONFIG_NF_CT_NETLINK they stay until they expire.
    /// </para>
    /// <para>
    /// If bridges run the rules (module br_netfilter, sysctl <c>net/bridge/bridge-nf-call-iptables</c>), a target on a bridge reaches itself only if its
    /// bridge port has <see cref="BridgePortSettings.Hairpin"/>.
    /// </para>
    /// <inheritdoc cref="Masquerade" path="/remarks/para"/>
    /// </remarks>
    /// <example>
    /// <code>
    /// router.Nftables.PublishPort(new PortPublication(NatProtocol.Tcp, hostPort: 8080, IPAddress.Parse("10.0.0.2"), port: 80));
    /// </code>
    /// </example>
    /// <exception cref="NotSupportedException">The kernel lacks a feature. The message names its option or version.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the ruleset kept changing (ERESTART, EINTR).</exception>
    public InstalledRules PublishPort(PortPublication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        (IPAddress address, AddressFamily family) = (publication.Address, publication.Address.AddressFamily);
        NftTransportMatch transport = publication.Protocol == NatProtocol.Tcp ? NftMatch.Tcp : NftMatch.Udp;
        NftStatement host = publication.HostAddress is { } hostAddress ? NftMatch.Destination(hostAddress) : NftMatch.LocalDestination();
        NftStatement anyFamily = family == AddressFamily.InterNetwork ? NftMatch.IPv4 : NftMatch.IPv6;
        NftStatement notLoopback = family == AddressFamily.InterNetwork ? NftMatch.Destination(s_loopback, inverted: true) : NftMatch.Destination(NftMatch.Single(IPAddress.IPv6Loopback), inverted: true);
        NftStatement[] start = publication.IncludesLoopback ? [anyFamily, host] : [anyFamily, host, notLoopback];
        NftStatement[] translated = [transport.DestinationPort(publication.HostPort), NftAction.DestinationNat(address, publication.Port)];
        NftStatement[] toTarget = [NftMatch.Destination(address), transport.DestinationPort(publication.Port), NftMatch.DestinationTranslated(), NftAction.Masquerade()];
        List<NftRule> rules =
        [
            new(OwnRules.Prerouting, [.. start, .. translated]),
            new(OwnRules.NatOutput, [.. start, .. translated]),
            new(OwnRules.Postrouting, [NftMatch.Source(publication.HairpinNetwork ?? SubnetOf(address)), .. toTarget]),
        ];
        if (publication.IncludesLoopback)
        {
            rules.Add(new(OwnRules.Postrouting, [NftMatch.Source(s_loopback), .. toTarget]));
        }

        string mark = OwnRules.MarkOf($"publish {publication}{(publication.IncludesLoopback ? " loopback" : null)}");
        OwnRules.Apply(this, mark, [.. rules]);
        ForgetClients(publication, isPublished: true);
        return new InstalledRules(this, mark, () => ForgetClients(publication, isPublished: false));
    }

    /// <summary>Drops packets.</summary>
    /// <param name="hook">Which packets: <see cref="NftHook.Input"/>, <see cref="NftHook.Forward"/> or <see cref="NftHook.Output"/>.</param>
    /// <param name="matches">What the packets match; all must match.</param>
    /// <returns>The rules, to delete them.</returns>
    /// <remarks>
    /// A second call with the same arguments changes nothing. Rules apply in the order of the calls. They are in the table
    /// <c>inet linux-namespaces</c>, whose other rules and other tables are not touched.
    /// </remarks>
    /// <example>
    /// <code>
    /// router.Nftables.Drop(NftHook.Forward, NftMatch.Source(IPNetwork.Parse("10.0.0.0/24")), NftMatch.Tcp.DestinationPort(25));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentOutOfRangeException">The hook is another one.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature. The message names its option or version.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the ruleset kept changing (ERESTART, EINTR).</exception>
    public InstalledRules Drop(NftHook hook, params NftStatement[] matches) => Filter(hook, matches, NftVerdict.Drop);

    /// <summary>Accepts packets that later calls of <see cref="Drop"/> would drop. Rules of other tables still apply to them.</summary>
    /// <param name="hook">Which packets: <see cref="NftHook.Input"/>, <see cref="NftHook.Forward"/> or <see cref="NftHook.Output"/>.</param>
    /// <param name="matches">What the packets match; all must match.</param>
    /// <returns>The rules, to delete them.</returns>
    /// <inheritdoc cref="Drop" path="/remarks"/>
    /// <inheritdoc cref="Drop" path="/exception"/>
    public InstalledRules Accept(NftHook hook, params NftStatement[] matches) => Filter(hook, matches, NftVerdict.Accept);

    private InstalledRules Filter(NftHook hook, NftStatement[] matches, NftVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(matches);
        NftRule rule = new(OwnRules.FilterChain(hook, nameof(hook)), [.. matches, NftAction.Count, verdict]);
        string mark = $"{verdict} {rule.Chain} {OwnRules.HashOf(string.Join('\n', rule.Expressions))}";
        OwnRules.Apply(this, mark, rule);
        return new InstalledRules(this, mark);
    }

    /// <summary>The subnet of an address, in which this host has an address too; the address alone if there is none.</summary>
    private IPNetwork SubnetOf(IPAddress address)
    {
        foreach (Link link in _connection.Namespace.Links)
        {
            foreach (InterfaceAddress own in link.GetAddresses())
            {
                if (own.Address.AddressFamily == address.AddressFamily && own.PrefixLength < Prefix.Bits(address.AddressFamily) && NetworkOf(own) is var network && network.Contains(address))
                {
                    return network;
                }
            }
        }

        return NftMatch.Single(address);
    }

    private static IPNetwork NetworkOf(InterfaceAddress own)
    {
        byte[] bytes = own.Address.GetAddressBytes();
        byte[] mask = NftPrefix.Mask(own.PrefixLength, bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= mask[i];
        }

        return new IPNetwork(new IPAddress(bytes), own.PrefixLength);
    }

    /// <summary>Deletes UDP connections that do not go where the rules say now. Only the first packet of a connection runs through the rules.</summary>
    private void ForgetClients(PortPublication publication, bool isPublished)
    {
        if (publication.Protocol != NatProtocol.Udp)
        {
            return;
        }

        ConntrackFilter filter = new()
        {
            Family = publication.Address.AddressFamily,
            Protocol = (byte)NatProtocol.Udp,
            DestinationPort = publication.HostPort,
            Destination = publication.HostAddress is { } host ? NftMatch.Single(host) : null,
        };
        try
        {
            ConntrackTable table = _connection.Conntrack;
            table.Delete(table.List(filter).Where(entry => IsToTarget(entry, publication) != isPublished));
        }
        catch (NotSupportedException)
        {
            // The entries expire by themselves.
        }
    }

    private static bool IsToTarget(ConntrackEntry entry, PortPublication publication) =>
        entry.Reply.Source.Equals(publication.Address) && entry.Reply.SourcePort == publication.Port;
}
