using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Asks about links, and creates them.</summary>
internal static class LinkMessages
{
    // A link that is replaced while it is read is read again, so that what was read and the time belong to one link.
    private const int MaxAttempts = 20;

    internal static LinkInfo Read(RtnetlinkConnection connection, int index, in NetlinkOperation operation)
    {
        NetlinkMessageWriter request = LinkRequests.Get(stackalloc byte[LinkRequests.BufferSize], index);
        return connection.Get(request, operation, Parse);
    }

    internal static Link Get(RtnetlinkConnection connection, int index, in NetlinkOperation operation)
    {
        for (int attempt = 1; ; attempt++)
        {
            long seen = connection.LinkTime();
            LinkInfo info = Read(connection, index, operation);
            if (attempt == MaxAttempts || connection.LookAtLink(index, seen, out _) == LinkFate.Present)
            {
                return LinkKind.ToLink(connection, info, seen);
            }
        }
    }

    internal static bool TryGet(RtnetlinkConnection connection, string name, out Link? link, out NetlinkException? failure)
    {
        NetlinkMessageWriter request = LinkRequests.Get(stackalloc byte[LinkRequests.BufferSize], name);
        for (int attempt = 1; ; attempt++)
        {
            long seen = connection.LinkTime();
            link = null;
            if (!connection.TryGet(request, new NetlinkOperation("get link", name), Parse, out LinkInfo? info, out failure))
            {
                return false;
            }

            if (attempt == MaxAttempts || connection.LookAtLink(info!.Index, seen, out _) == LinkFate.Present)
            {
                link = LinkKind.ToLink(connection, info!, seen);
                return true;
            }
        }
    }

    /// <param name="masterIndex">Only the ports of this link; null for all links.</param>
    internal static List<Link> List(RtnetlinkConnection connection, int? masterIndex)
    {
        NetlinkMessageWriter request = LinkRequests.List(stackalloc byte[LinkRequests.BufferSize], masterIndex);
        for (int attempt = 1; ; attempt++)
        {
            long seen = connection.LinkTime();
            IReadOnlyList<LinkInfo> links = connection.Dump(request, new NetlinkOperation("list links", null), Parse);
            if (attempt == MaxAttempts || links.All(link => connection.LookAtLink(link.Index, seen, out _) == LinkFate.Present))
            {
                // A kernel that does not know the filter sends all.
                return [.. links.Where(link => masterIndex is null || link.MasterIndex == masterIndex).Select(link => LinkKind.ToLink(connection, link, seen))];
            }
        }
    }

    /// <summary>Creates a link and gives it back as the kernel made it.</summary>
    internal static TLink Create<TLink>(RtnetlinkConnection connection, scoped in NetlinkMessageWriter request, string name, NetlinkOperation operation)
        where TLink : Link
    {
        long seen = connection.LinkTime();
        LinkInfo? created;
        try
        {
            created = connection.ExecuteEcho(request, operation, Parse);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException(e.Message, e);
        }

        // Before it learned to echo (6.2) the kernel said only that it was done, and to everybody what was registered.
        Link link = created is not null ? ToCreated(connection, created, seen)
            : connection.FindRegisteredLink(name, seen) is { } index ? Get(connection, index, new NetlinkOperation("get link", name))
            : Find(connection, name);
        return RequireKind<TLink>(link);
    }

    /// <summary>Another program may have replaced the link meanwhile.</summary>
    internal static TLink RequireKind<TLink>(Link link)
        where TLink : Link =>
        link as TLink ?? throw new InvalidDataException($"Link {PrintableText.Quote(link.Name)}, which was just created, is of the kind '{link.Info.Kind}' by now.");

    internal static Link Find(RtnetlinkConnection connection, string name) =>
        TryGet(connection, name, out Link? link, out NetlinkException? failure) ? link! : throw failure!;

    private static Link ToCreated(RtnetlinkConnection connection, LinkInfo created, long seen)
    {
        // The kernel may have given the link the index of one that went in the same moment.
        if (connection.LookAtLink(created.Index, seen, out _) != LinkFate.Present)
        {
            Link present = Get(connection, created.Index, new NetlinkOperation("get link", created.Name));
            if (present.Info.IsProbably(created))
            {
                return present;
            }
        }

        return LinkKind.ToLink(connection, created, seen);
    }

    internal static LinkInfo? Parse(in NetlinkMessage message) =>
        message.Type == Linux.RTM_NEWLINK ? LinkInfo.Read(message) : null;
}
