namespace LinuxNamespaces.Network;

/// <summary>Finds the other end of a pair of links.</summary>
internal static class LinkPeer
{
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
