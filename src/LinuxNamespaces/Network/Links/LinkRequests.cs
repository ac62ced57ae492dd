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

    /// <summary>Asks for a link with its statistics.</summary>
    internal static NetlinkMessageWriter GetStatistics(Span<byte> buffer, int index) => Start(buffer, Linux.RTM_GETLINK, index);

    /// <summary>Asks for one link, or all links, of another namespace.</summary>
    /// <param name="index">The index of the link there; 0 for all links.</param>
    /// <param name="namespaceId">The ID of the other namespace in that of the connection.</param>
    internal static NetlinkMessageWriter GetIn(Span<byte> buffer, int namespaceId, int index)
    {
        NetlinkMessageWriter request = Get(buffer, index);
        request.WriteInt32(Linux.IFLA_TARGET_NETNSID, namespaceId);
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

    /// <summary>Asks for all links with their statistics.</summary>
    internal static NetlinkMessageWriter ListWithStatistics(Span<byte> buffer) => Start(buffer, Linux.RTM_GETLINK, 0);

    /// <summary>Creates a link of any kind.</summary>
    /// <param name="targetNamespace">A descriptor of the namespace of the link; null for that of the connection.</param>
    /// <param name="dataNamespace">A descriptor of <see cref="LinkOptions{TLink}.DataNamespace"/>; null if there is none.</param>
    internal static NetlinkMessageWriter Create<TLink>(
        Span<byte> buffer, string name, LinkOptions<TLink> options, int? targetNamespace = null, int? dataNamespace = null, int flags = Linux.NLM_F_ECHO)
        where TLink : Link
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWLINK, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL | flags);
        ref ifinfomsg header = ref request.WriteStruct<ifinfomsg>();
        header.ifi_index = options.Index ?? 0;
        (header.ifi_flags, header.ifi_change) = LinkAttributes.Flags(options);
        request.WriteString(Linux.IFLA_IFNAME, name);
        options.Write(ref request, targetNamespace, dataNamespace);
        return request;
    }

    internal static NetlinkMessageWriter Delete(Span<byte> buffer, int index) => Start(buffer, Linux.RTM_DELLINK, index);

    internal static NetlinkMessageWriter DeleteGroup(Span<byte> buffer, int group)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_DELLINK, 0);
        request.WriteInt32(Linux.IFLA_GROUP, group);
        return request;
    }

    /// <summary>The size of the buffer for <see cref="Set"/>.</summary>
    internal static int SizeOf(LinkSettings settings) => settings.DataKind is null && settings.Port is null ? BufferSize : CreateBufferSize;

    /// <summary>Changes a link.</summary>
    /// <param name="withPort">Whether <see cref="LinkSettings.Port"/> is part of the request.</param>
    internal static NetlinkMessageWriter Set(Span<byte> buffer, Link link, LinkSettings settings, bool withPort = true)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWLINK);
        ref ifinfomsg header = ref request.WriteStruct<ifinfomsg>();
        header.ifi_index = link.Index;
        (header.ifi_flags, header.ifi_change) = LinkAttributes.Flags(settings);
        LinkAttributes.WriteForExisting(ref request, settings);
        LinkPortSettings? port = withPort ? settings.Port : null;
        if (settings.DataKind is null && port is null)
        {
            return request;
        }

        NestedAttribute linkInfo = request.BeginNested(Linux.IFLA_LINKINFO);
        if (settings.DataKind is { } kind)
        {
            request.WriteString(Linux.IFLA_INFO_KIND, kind.Name);
            NetlinkMessageWriter withoutData = request;
            NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_DATA);
            int start = request.Length;
            settings.WriteKindChange(ref request, link);
            request.EndNested(data);
            // A kind that cannot be changed rejects the nest, also if it is empty.
            request = request.Length == start ? withoutData : request;
        }

        port?.Write(ref request);
        request.EndNested(linkInfo);
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
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_NEWLINK, index);
        request.WriteInt32(Linux.IFLA_NET_NS_FD, target);
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

    private static NetlinkMessageWriter ChangeAlternativeName(Span<byte> buffer, ushort type, int index, string name, int flags)
    {
        NetlinkMessageWriter request = Start(buffer, type, index, flags);
        NestedAttribute properties = request.BeginNested(Linux.IFLA_PROP_LIST);
        request.WriteString(Linux.IFLA_ALT_IFNAME, name);
        request.EndNested(properties);
        return request;
    }

    /// <summary>Leaves out statistics: earlier kernels leave out those of the protocols only, and 7.3 also those of the link.</summary>
    private static void WriteFilter(ref NetlinkMessageWriter request) =>
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
}
