namespace LinuxNamespaces.Network;

/// <summary>Finds the other end of a pair of links.</summary>
internal static class LinkPeer
{
    /// <summary>Opens the namespace of the other end. The kernel returns only an ID that the namespace of this end has for it.</summary>
    /// <exception cref="InvalidOperationException">None of the namespaces that this process can open is the one.</exception>
    internal static NetNamespace OpenNamespace(Link link)
    {
        int? id = link.Refresh().LinkNamespaceId;
        if (id is null)
        {
            return link.Namespace.Duplicate();
        }

        foreach (NamespaceHandle candidate in NamespaceSearch.Network())
        {
            if (NamespaceIds.Find(link.Connection, candidate) == id)
            {
                return new NetNamespace(candidate, link.Namespace.Options);
            }

            candidate.Dispose();
        }

        throw new InvalidOperationException(
            $"The peer of {PrintableText.Quote(link.Name)} is in a network namespace that '{link.Namespace}' knows by the id {id}. "
            + "No namespace that this process can open has it: neither one that it holds, nor one with a name, nor that of a process.");
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
}
