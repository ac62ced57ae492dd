using LinuxNamespaces.Netlink;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>The connection of a namespace to nf_tables and to connection tracking.</summary>
internal sealed class NetfilterConnection : NetlinkConnection
{
    private static readonly NetlinkMessageSchema[] s_messages = [.. NftSchema.Messages, .. ConntrackSchema.Messages];

    private NetfilterConnection(NetNamespace netNamespace, SafeFileHandle socket, string name)
        : base(socket, netNamespace.NetlinkOptions(name, s_messages))
    {
        Namespace = netNamespace;
        Ruleset = new NftRuleset(this);
        Conntrack = new ConntrackTable(this);
    }

    internal NetNamespace Namespace { get; }

    internal NftRuleset Ruleset { get; }

    internal ConntrackTable Conntrack { get; }

    internal static NetfilterConnection Open(NetNamespace netNamespace)
    {
        string name = netNamespace.ToString();
        SafeFileHandle socket;
        try
        {
            socket = netNamespace.OpenNetlinkSocket(Nfnetlink.NETLINK_NETFILTER, name);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPROTONOSUPPORT)
        {
            throw new NotSupportedException($"{e.Message}. The kernel lacks netfilter over netlink (CONFIG_NETFILTER_NETLINK).", e);
        }

        return new NetfilterConnection(netNamespace, socket, name);
    }

    /// <inheritdoc/>
    protected override string? GetRemedy(in NetlinkFailure failure) =>
        failure.FindMissingRight(Namespace) is { } missing
            ? missing
        : failure.Errno == Errno.ERESTART
            ? "The ruleset has changed since it was read. Read it again, or use NftRuleset.Update."
        : base.GetRemedy(failure);
}
