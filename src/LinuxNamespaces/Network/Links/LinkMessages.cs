using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads links, and creates them.</summary>
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
            long seen = connection.LastLinkTime();
            LinkInfo info = Read(connection, index, operation);
            if (attempt == MaxAttempts || connection.LookAtLink(index, seen, out _) == LinkFate.Present)
            {
                return LinkKinds.ToLink(connection, info, seen);
            }
        }
    }

    internal static bool TryGet(RtnetlinkConnection connection, string name, out Link? link, out NetlinkException? failure)
    {
        NetlinkMessageWriter request = LinkRequests.Get(stackalloc byte[LinkRequests.BufferSize], name);
        for (int attempt = 1; ; attempt++)
        {
            long seen = connection.LastLinkTime();
            link = null;
            if (!connection.TryGet(request, new NetlinkOperation("get link", name), Parse, out LinkInfo? info, out failure))
            {
                return false;
            }

            if (attempt == MaxAttempts || connection.LookAtLink(info!.Index, seen, out _) == LinkFate.Present)
            {
                link = LinkKinds.ToLink(connection, info!, seen);
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
            long seen = connection.LastLinkTime();
            IReadOnlyList<LinkInfo> links = connection.Dump(request, new NetlinkOperation("list links", null), Parse);
            if (attempt == MaxAttempts || connection.ArePresent(links, seen))
            {
                // A kernel that does not know the filter sends all.
                List<Link> result = new(links.Count);
                foreach (LinkInfo link in links)
                {
                    if (masterIndex is null || link.MasterIndex == masterIndex)
                    {
                        result.Add(LinkKinds.ToLink(connection, link, seen));
                    }
                }

                return result;
            }
        }
    }

    /// <summary>Reads one link of another namespace.</summary>
    internal static LinkInfo ReadIn(RtnetlinkConnection connection, int namespaceId, int index)
    {
        NetlinkMessageWriter request = LinkRequests.GetIn(stackalloc byte[LinkRequests.BufferSize], namespaceId, index);
        LinkInfo info = connection.Get(request, OperationIn(namespaceId, "get link of another namespace"), Parse);
        return info.TargetNamespaceId == namespaceId ? info : throw LacksTargets();
    }

    /// <summary>Reads all links of another namespace.</summary>
    internal static IReadOnlyList<LinkInfo> ListIn(RtnetlinkConnection connection, int namespaceId)
    {
        NetlinkMessageWriter request = LinkRequests.GetIn(stackalloc byte[LinkRequests.BufferSize], namespaceId, 0);
        IReadOnlyList<LinkInfo> links = connection.Dump(request, OperationIn(namespaceId, "list links of another namespace"), Parse);
        return links.All(info => info.TargetNamespaceId == namespaceId) ? links : throw LacksTargets();
    }

    private static NetlinkOperation OperationIn(int namespaceId, string name) => new(name) { Detail = $"with the ID {namespaceId}" };

    /// <summary>An older kernel ignores the ID, and returns links of the namespace of the connection.</summary>
    private static NotSupportedException LacksTargets() => new("The kernel does not return the links of another namespace by its ID. Linux 4.20 does.");

    /// <summary>Creates a link of any kind.</summary>
    /// <param name="home">The connection to the namespace of the link.</param>
    internal static TLink Create<TLink>(RtnetlinkConnection home, string name, LinkOptions<TLink> options, NetlinkOperation operation)
        where TLink : Link
    {
        options.RequireCreatable(name, home.Namespace);
        operation = operation with { Feature = options.Feature, Schema = options.Kind.CreationSchema };
        options.Parent?.RequirePresent(operation);
        options.Master?.RequirePresent(operation);
        // The kernel looks for the parent in the namespace of the connection.
        RtnetlinkConnection sender = options.Parent is { } parent && !parent.Namespace.Equals(home.Namespace) ? parent.Connection : home;
        if (sender != home)
        {
            operation = operation with { Detail = $"in '{home.Name}', on '{options.Parent!.Name}'" };
        }

        long seen = home.LastLinkTime();
        LinkInfo? created;
        try
        {
            created = Send(sender, home, name, options, operation);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException(e.Message, e);
        }

        Link any = GetCreated(home, name, created, seen);
        return Complete(any, options);
    }

    /// <summary>Adds the creation of a link to a batch.</summary>
    internal static void Create<TLink>(NetworkBatch batch, string name, LinkOptions<TLink> options)
        where TLink : Link
    {
        RtnetlinkConnection home = batch.Connection;
        options.RequireCreatable(name, home.Namespace);
        NetlinkOperation operation = CreateOperation(home, name, options) with { Feature = options.Feature, Schema = options.Kind.CreationSchema };
        foreach (Link? used in (Link?[])[options.Parent, options.Master])
        {
            if (used is not null)
            {
                batch.Keep(used, operation);
            }
        }

        long seen = home.LinkTime();
        BatchedChange change = new(name)
        {
            Explain = failure => failure.Errno == Errno.EOPNOTSUPP ? new NotSupportedException(failure.Message, failure) : null,
            Complete = () => Complete(GetCreated(home, name, null, seen), options),
            Namespace = options.DataNamespace,
        };
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(LinkRequests.CreateBufferSize);
        try
        {
            using DescriptorLease lease = new(options.DataNamespace ?? home.Namespace.Handle);
            batch.Add(LinkRequests.Create(buffer, name, options, null, options.DataNamespace is null ? null : lease.Descriptor, flags: 0), operation, change);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static NetlinkOperation CreateOperation<TLink>(RtnetlinkConnection home, string name, LinkOptions<TLink> options)
        where TLink : Link => new(options.Kind.CreateOperation, name) { Remedy = LinkRemedies.Create, Subject = (home.Namespace, name, options.Index) };

    /// <summary>Sets what a new link cannot be created with. A link that cannot be completed is deleted.</summary>
    private static TLink Complete<TLink>(Link any, LinkOptions<TLink> options)
        where TLink : Link
    {
        TLink link = options.Kind.TryConvert(any)
            ?? throw new InvalidDataException($"Link {PrintableText.Quote(any.Name)} was just created, but another program has replaced it with one of the kind '{any.Info.Kind}'.");
        try
        {
            // The kernel reports a link before it makes it a port.
            if (options.Master is not null)
            {
                link.Refresh();
            }

            if (LinkAttributes.ForExisting(options, isPeer: false) is { } rest)
            {
                link.Set(rest);
            }

            options.Complete(link);
        }
        catch
        {
            link.Delete();
            throw;
        }

        return link;
    }

    /// <summary>Finds the link that was just created with a name.</summary>
    /// <param name="created">What the kernel returned; before it learned to echo (6.2) it returned nothing.</param>
    /// <param name="seen">A time before the link was created.</param>
    internal static Link GetCreated(RtnetlinkConnection home, string name, LinkInfo? created, long seen) =>
        created is not null ? ToCreated(home, created, seen)
        : home.FindRegisteredLink(name, seen) is { } index ? Get(home, index, new NetlinkOperation("get link", name))
        : Find(home, name);

    /// <returns>What the kernel returns. It returns nothing if the link is in another namespace than the connection.</returns>
    private static LinkInfo? Send<TLink>(RtnetlinkConnection sender, RtnetlinkConnection home, string name, LinkOptions<TLink> options, in NetlinkOperation operation)
        where TLink : Link
    {
        NamespaceHandle? target = sender == home ? null : home.Namespace.Handle;
        if (target is null && options.DataNamespace is null)
        {
            return Echo(sender, name, options, null, null, operation);
        }

        using DescriptorLease targetLease = new(target ?? options.DataNamespace!);
        using DescriptorLease dataLease = new(options.DataNamespace ?? target!);
        return Echo(sender, name, options, target is null ? null : targetLease.Descriptor, options.DataNamespace is null ? null : dataLease.Descriptor, operation);
    }

    private static LinkInfo? Echo<TLink>(
        RtnetlinkConnection sender, string name, LinkOptions<TLink> options, int? targetNamespace, int? dataNamespace, in NetlinkOperation operation)
        where TLink : Link
    {
        NetlinkMessageWriter request = LinkRequests.Create(stackalloc byte[LinkRequests.CreateBufferSize], name, options, targetNamespace, dataNamespace);
        LinkInfo? created = sender.ExecuteEcho(request, operation, Parse);
        // What a connection receives about another namespace would not be the link.
        return targetNamespace is null ? created : null;
    }

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

        return LinkKinds.ToLink(connection, created, seen);
    }

    internal static LinkInfo? Parse(in NetlinkMessage message) =>
        message.Type == Linux.RTM_NEWLINK ? LinkInfo.Read(message) : null;
}
