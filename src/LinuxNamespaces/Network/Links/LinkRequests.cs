using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Writes the requests about links.</summary>
internal static class LinkRequests
{
    // Two ends of a veth pair with everything set take about 300 bytes, and so does a link with the longest alias.
    internal const int BufferSize = 1024;

    // A kind may have long tables.
    internal const int CreateBufferSize = 8192;

    internal static NetlinkMessageWriter Get(Span<byte> buffer, int index)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_GETLINK, index);
        WriteFilter(ref request);
        return request;
    }

    /// <param name="name">A name or an alternative name.</param>
    internal static NetlinkMessageWriter Get(Span<byte> buffer, string name)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_GETLINK, 0);
        WriteFilter(ref request);
        // Each of the two finds both kinds of names; only the first is older than kernel 5.5.
        request.WriteString(InterfaceName.IsLong(name) ? Linux.IFLA_ALT_IFNAME : Linux.IFLA_IFNAME, name);
        return request;
    }

    /// <param name="masterIndex">Only the ports of this link; null for all links.</param>
    internal static NetlinkMessageWriter List(Span<byte> buffer, int? masterIndex)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_GETLINK, 0);
        WriteFilter(ref request);
        if (masterIndex is { } master)
        {
            request.WriteInt32(Linux.IFLA_MASTER, master);
        }

        return request;
    }

    /// <summary>Creates a link of any kind.</summary>
    /// <param name="targetNamespace">A descriptor of the namespace of the link; null for that of the connection.</param>
    /// <param name="dataNamespace">A descriptor of <see cref="LinkOptions{TLink}.DataNamespace"/>; null if there is none.</param>
    internal static NetlinkMessageWriter Create<TLink>(
        Span<byte> buffer, string name, LinkOptions<TLink> options, int? targetNamespace = null, int? dataNamespace = null)
        where TLink : Link
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWLINK, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL | Linux.NLM_F_ECHO);
        ref ifinfomsg header = ref request.WriteStruct<ifinfomsg>();
        header.ifi_index = options.Index ?? 0;
        header.ifi_flags = header.ifi_change = options.IsUp ? Linux.IFF_UP : 0;
        request.WriteString(Linux.IFLA_IFNAME, name);
        options.Write(ref request, targetNamespace, dataNamespace);
        return request;
    }

    internal static NetlinkMessageWriter Delete(Span<byte> buffer, int index) => Start(buffer, Linux.RTM_DELLINK, index);

    internal static NetlinkMessageWriter SetUp(Span<byte> buffer, int index, bool up)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWLINK);
        ref ifinfomsg header = ref request.WriteStruct<ifinfomsg>();
        header.ifi_index = index;
        header.ifi_flags = up ? Linux.IFF_UP : 0;
        header.ifi_change = Linux.IFF_UP;
        return request;
    }

    internal static NetlinkMessageWriter Rename(Span<byte> buffer, int index, string name)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_NEWLINK, index);
        request.WriteString(Linux.IFLA_IFNAME, name);
        return request;
    }

    internal static NetlinkMessageWriter SetMtu(Span<byte> buffer, int index, int mtu) => Set(buffer, index, Linux.IFLA_MTU, mtu);

    /// <param name="masterIndex">0 for none.</param>
    internal static NetlinkMessageWriter SetMaster(Span<byte> buffer, int index, int masterIndex) =>
        Set(buffer, index, Linux.IFLA_MASTER, masterIndex);

    internal static NetlinkMessageWriter SetAddress(Span<byte> buffer, int index, scoped ReadOnlySpan<byte> address)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_NEWLINK, index);
        request.WriteBytes(Linux.IFLA_ADDRESS, address);
        return request;
    }

    /// <param name="alias">Empty takes the alias away: to the kernel it is not a string but bytes, of which there may be none.</param>
    internal static NetlinkMessageWriter SetAlias(Span<byte> buffer, int index, string alias)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_NEWLINK, index);
        request.WriteUnterminatedString(Linux.IFLA_IFALIAS, alias);
        return request;
    }

    internal static NetlinkMessageWriter AddAlternativeName(Span<byte> buffer, int index, string name) =>
        ChangeAlternativeName(buffer, Linux.RTM_NEWLINKPROP, index, name, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL | Linux.NLM_F_APPEND);

    internal static NetlinkMessageWriter RemoveAlternativeName(Span<byte> buffer, int index, string name) =>
        ChangeAlternativeName(buffer, Linux.RTM_DELLINKPROP, index, name, 0);

    /// <param name="target">A descriptor of the namespace to move to.</param>
    /// <param name="newName">The name there; null to keep it.</param>
    internal static NetlinkMessageWriter Move(Span<byte> buffer, int index, int target, string? newName)
    {
        NetlinkMessageWriter request = Set(buffer, index, Linux.IFLA_NET_NS_FD, target);
        if (newName is not null)
        {
            request.WriteString(Linux.IFLA_IFNAME, newName);
        }

        return request;
    }

    private static NetlinkMessageWriter Start(Span<byte> buffer, ushort type, int index, int flags = 0)
    {
        NetlinkMessageWriter request = new(buffer, type, flags);
        request.WriteStruct<ifinfomsg>().ifi_index = index;
        return request;
    }

    private static NetlinkMessageWriter Set(Span<byte> buffer, int index, int attribute, int value)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_NEWLINK, index);
        request.WriteInt32(attribute, value);
        return request;
    }

    private static NetlinkMessageWriter ChangeAlternativeName(Span<byte> buffer, ushort type, int index, string name, int flags)
    {
        NetlinkMessageWriter request = Start(buffer, type, index, flags);
        NestedAttribute properties = request.BeginNested(Linux.IFLA_PROP_LIST);
        request.WriteString(Linux.IFLA_ALT_IFNAME, name);
        request.EndNested(properties);
        return request;
    }

    private static void WriteFilter(ref NetlinkMessageWriter request) =>
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
}
