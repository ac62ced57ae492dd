namespace LinuxNamespaces.Network;

/// <summary>Finds and deletes the ends of a pair of links, of any kind that comes in pairs.</summary>
internal static class LinkPeer
{
    /// <summary>Opens the namespace of the other end. The kernel returns only an ID that the namespace of this end has for it.</summary>
    /// <param name="relation">What the other end is to the link, for the message.</param>
    /// <exception cref="InvalidOperationException">None of the namespaces that this process can open is the one.</exception>
    internal static NetNamespace OpenNamespace(Link link, string relation = "peer")
    {
        int? id = link.Refresh().LinkNamespaceId;
        return id is null ? link.Namespace.Duplicate()
            : NamespaceSearch.Find(link.Connection, id.Value) is { } handle ? new NetNamespace(handle, link.Namespace.Options)
            : throw new InvalidOperationException(
                $"The {relation} of {PrintableText.Quote(link.Name)} is in a network namespace that '{link.Namespace}' knows by the ID {id}. "
                + "No namespace that this process can open has this ID: none that it holds, none with a name, and none of a process.");
    }

    /// <summary>Gets the other end in a namespace that is said to contain it.</summary>
    /// <exception cref="ArgumentException">The other end is not in the namespace.</exception>
    internal static TLink Get<TLink>(TLink link, NetNamespace netNamespace)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(netNamespace);
        LinkInfo info = link.Refresh();
        bool there = info.LinkNamespaceId is { } id ? NamespaceIds.Find(link.Connection, netNamespace.Handle) == id : netNamespace.Equals(link.Namespace);
        return there && info.LinkIndex is { } index && netNamespace.Links.Get(index) is TLink peer && peer.Info.LinkIndex == link.Index
            ? peer
            : throw new ArgumentException($"The peer of {PrintableText.Quote(link.Name)} is not in namespace '{netNamespace}'.", nameof(netNamespace));
    }

    /// <summary>Finds the second end of a pair that was just created, by the index that the first one reports: another program may have renamed it.</summary>
    internal static TLink FindCreated<TLink>(TLink first, NetNamespace second, string secondName)
        where TLink : Link
    {
        Link peer = first.Info.LinkIndex is { } index ? second.Links.Get(index) : second.Links.Get(secondName);
        return peer is TLink typed && typed.Info.LinkIndex == first.Index
            ? typed
            : throw new InvalidDataException($"Link '{peer.Name}' in '{second}' is not the peer of '{first.Name}', which was just created.");
    }

    /// <summary>Finds the second end of a pair that was just created, and sets what it could not be created with.</summary>
    internal static TLink Complete<TLink>(TLink first, NetNamespace second, string secondName, LinkOptions options)
        where TLink : Link
    {
        TLink peer = FindCreated(first, second, secondName);
        if (LinkAttributes.ForExisting(options, isPeer: true) is { } rest)
        {
            peer.Set(rest);
        }

        return peer;
    }

    /// <summary>Deletes both ends, by the one that another program has not moved.</summary>
    /// <exception cref="NetlinkException">Neither end is where it was (ENODEV).</exception>
    internal static void Delete(Link first, Link second)
    {
        try
        {
            first.Delete();
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV && TryDelete(second))
        {
        }
    }

    private static bool TryDelete(Link link)
    {
        try
        {
            link.Delete();
            return true;
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            return false;
        }
    }
}
