using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a link of one kind that <see cref="LinkCollection.Add{TLink}"/> creates.</summary>
/// <remarks>
/// A class for another kind derives from this one, in any project. It names its kind, and writes what only the kind has; everything else is the
/// same for all kinds.
/// </remarks>
/// <typeparam name="TLink">The class of the links of the kind.</typeparam>
public abstract record LinkOptions<TLink> : LinkOptions
    where TLink : Link
{
    /// <summary>Gets the kind of the new link.</summary>
    public abstract LinkKind<TLink> Kind { get; }

    /// <summary>
    /// Gets the link that the new link is stacked on (IFLA_LINK), as a VLAN is on an Ethernet link; <see langword="null"/> if there is none. The
    /// two can be in different namespaces.
    /// </summary>
    public Link? Parent { get; protected init; }

    /// <summary>Gets the link that the new link becomes a port of, in the namespace of the new link; <see langword="null"/> if there is none.</summary>
    public Link? Master { get; init; }

    /// <summary>Gets the index of the new link; the kernel chooses one if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Index
    {
        get;
        init => field = RequirePositive(value, nameof(Index));
    }

    /// <summary>Gets whether the new link is set up. Defaults to <see langword="false"/>.</summary>
    public bool IsUp { get; init; }

    /// <summary>The namespace that <see cref="WriteData(ref NetlinkMessageWriter, int?)"/> needs a descriptor of.</summary>
    internal virtual NamespaceHandle? DataNamespace => null;

    /// <summary>What the kernel lacks if it does not support what is asked for.</summary>
    internal virtual string? Feature => Kind.Feature;

    internal void RequireValid() => Validate();

    internal void Complete(TLink link) => OnCreated(link);

    /// <summary>Writes everything that follows the name.</summary>
    /// <param name="targetNamespace">A descriptor of the namespace of the link; null for that of the connection.</param>
    /// <param name="dataNamespace">A descriptor of <see cref="DataNamespace"/>; null if there is none.</param>
    internal void Write(ref NetlinkMessageWriter writer, int? targetNamespace, int? dataNamespace)
    {
        WriteCommon(ref writer);
        WriteOptional(ref writer, Linux.IFLA_LINK, Parent?.Index);
        WriteOptional(ref writer, Linux.IFLA_MASTER, Master?.Index);
        WriteOptional(ref writer, Linux.IFLA_NET_NS_FD, targetNamespace);
        NestedAttribute linkInfo = writer.BeginNested(Linux.IFLA_LINKINFO);
        writer.WriteString(Linux.IFLA_INFO_KIND, Kind.Name);
        NestedAttribute data = writer.BeginNested(Linux.IFLA_INFO_DATA);
        WriteData(ref writer, dataNamespace);
        writer.EndNested(data);
        writer.EndNested(linkInfo);
    }

    internal virtual void WriteData(ref NetlinkMessageWriter writer, int? dataNamespace) => WriteData(ref writer);

    /// <summary>Writes the attributes that only this kind has (the contents of IFLA_INFO_DATA). The base implementation writes none.</summary>
    /// <param name="writer">The request, inside the nest.</param>
    protected virtual void WriteData(ref NetlinkMessageWriter writer)
    {
    }

    /// <summary>Rejects options that contradict each other, before anything is sent. The base implementation accepts all.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    protected virtual void Validate()
    {
    }

    /// <summary>
    /// Completes or checks the new link, for example if the kernel ignores an option instead of rejecting it. If this method throws, the link is
    /// deleted. The base implementation does nothing.
    /// </summary>
    /// <param name="link">The new link.</param>
    protected virtual void OnCreated(TLink link)
    {
    }
}
