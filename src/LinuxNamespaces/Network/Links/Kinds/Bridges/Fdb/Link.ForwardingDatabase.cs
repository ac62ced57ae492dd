namespace LinuxNamespaces.Network;

public partial class Link
{
    /// <summary>
    /// Gets the forwarding database (fdb): which link-layer addresses are behind which port of a bridge, or behind which tunnel end of a VXLAN link. For
    /// a bridge, it has the entries of the bridge and of all ports; for another link, those of this link.
    /// </summary>
    /// <remarks>Every member asks the kernel. See bridge(8), "bridge fdb".</remarks>
    public ForwardingDatabase ForwardingDatabase => new(this);
}
