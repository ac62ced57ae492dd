using LinuxNamespaces.Network;

namespace LinuxNamespaces;

/// <content>Rules of nf_tables, address translation, and connections that are tracked.</content>
public sealed partial class NetNamespace
{
    private NetfilterConnection? _netfilter;

    /// <summary>Gets the rules of nf_tables of the namespace, and what is built on them: address translation and filters.</summary>
    /// <remarks>No program is run: the library speaks nfnetlink. See nft(8).</remarks>
    /// <example>
    /// <code>
    /// router.Sysctl["net/ipv4/ip_forward"] = "1";
    /// router.Nftables.Masquerade(IPNetwork.Parse("10.0.0.0/24"));
    /// router.Nftables.PublishPort(new PortPublication(NatProtocol.Tcp, 8080, IPAddress.Parse("10.0.0.2"), 80));
    /// </code>
    /// </example>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NETFILTER_NETLINK.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public NftRuleset Nftables => Netfilter.Ruleset;

    /// <summary>Gets the connections that the kernel tracks in the namespace, as conntrack(8) shows them.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NETFILTER_NETLINK.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public ConntrackTable Conntrack => Netfilter.Conntrack;

    internal NetfilterConnection Netfilter
    {
        get
        {
            lock (_sync)
            {
                ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
                return _netfilter ??= NetfilterConnection.Open(this);
            }
        }
    }
}
