using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Asks about links, and creates them.</summary>
internal static class LinkMessages
{
    internal static LinkInfo Get(RouteConnection connection, int index, string name)
    {
        NetlinkMessageWriter request = LinkRequests.Get(stackalloc byte[LinkRequests.BufferSize], index);
        return connection.Get(request, new RouteOperation("get link", name), Parse)!;
    }

    internal static bool TryGet(RouteConnection connection, string name, out LinkInfo? info, out NetlinkException? failure)
    {
        NetlinkMessageWriter request = LinkRequests.Get(stackalloc byte[LinkRequests.BufferSize], name);
        return connection.TryGet(request, new RouteOperation("get link", name), Parse, out info, out failure);
    }

    /// <param name="masterIndex">Only the ports of this link; null for all links.</param>
    internal static List<LinkInfo> List(RouteConnection connection, int? masterIndex)
    {
        NetlinkMessageWriter request = LinkRequests.List(stackalloc byte[LinkRequests.BufferSize], masterIndex);
        List<LinkInfo> links = connection.Dump(request, new RouteOperation("list links", null), Parse);
        // A kernel that does not know the filter sends all.
        return masterIndex is null ? links : links.FindAll(link => link.MasterIndex == masterIndex);
    }

    /// <summary>Creates a link and gives it back as the kernel made it.</summary>
    internal static TLink Create<TLink>(RouteConnection connection, scoped in NetlinkMessageWriter request, string name, RouteOperation operation)
        where TLink : Link
    {
        LinkInfo? created;
        try
        {
            created = connection.ExecuteEcho(request, operation, Parse);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException(e.Message, e);
        }

        // Before it learned to echo, the kernel only said that it was done.
        return RequireKind<TLink>(LinkKind.ToLink(connection, created ?? Find(connection, name)));
    }

    /// <summary>Somebody else may have taken the name meanwhile.</summary>
    internal static TLink RequireKind<TLink>(Link link)
        where TLink : Link =>
        link as TLink ?? throw new InvalidDataException($"Link {PrintableText.Quote(link.Name)}, which was just created, is of the kind '{link.Info.Kind}' by now.");

    internal static LinkInfo Find(RouteConnection connection, string name) =>
        TryGet(connection, name, out LinkInfo? info, out NetlinkException? failure) ? info! : throw failure!;

    internal static LinkInfo? Parse(in NetlinkMessage message) =>
        message.Type == Linux.RTM_NEWLINK ? LinkInfo.Read(message) : null;
}
