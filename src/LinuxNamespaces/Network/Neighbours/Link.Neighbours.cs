namespace LinuxNamespaces.Network;

public partial class Link
{
    /// <summary>Lists the neighbours on the link, without proxy entries.</summary>
    /// <returns>The neighbours, IPv4 first.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the neighbours kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Neighbour> GetNeighbours()
    {
        LinuxNamespaces.Netlink.NetlinkOperation operation = new("list neighbours of link", Name);
        RequirePresent(operation);
        IReadOnlyList<Neighbour> neighbours = Connection.Neighbours.List(new NeighbourFilter { LinkIndex = Index });
        RequirePresent(operation);
        return neighbours;
    }
}
