namespace LinuxNamespaces.Network;

public partial class Link
{
    /// <summary>
    /// Gets the multicast database (mdb) of a bridge: which groups are wanted behind which port. A VXLAN link has one too (kernel 6.4).
    /// </summary>
    /// <remarks>Every member asks the kernel. The database of another link is empty, and cannot be changed. See bridge(8), "bridge mdb".</remarks>
    public MulticastDatabase MulticastDatabase => new(this);
}
