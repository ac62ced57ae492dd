namespace LinuxNamespaces.Network;

public partial class Link
{
    /// <summary>Gets the qdiscs (queueing disciplines) of the link.</summary>
    public QdiscCollection Qdiscs => new(this);

    /// <summary>Gets the classes of the qdiscs of the link.</summary>
    public TrafficClassCollection Classes => new(this);

    /// <summary>Gets the filters of the qdiscs of the link.</summary>
    public TrafficFilterCollection Filters => new(this);
}
