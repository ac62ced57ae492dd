using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a link of one kind that <see cref="LinkCollection.Add{TLink}"/> creates, or what <see cref="LinkExtensions.Set{TLink}"/> changes of it.</summary>
/// <remarks>
/// A class for another kind derives from this one, in any project. It names its kind, and writes what only the kind has; everything else is the
/// same for all kinds. If a kind has options that can be set only when a link is created, they are in a class that derives from a class with the
/// others, such as <see cref="VlanOptions"/> from <see cref="VlanSettings"/>. <see cref="LinkExtensions.Set{TLink}"/> accepts only the base class then.
/// </remarks>
/// <typeparam name="TLink">The class of the links of the kind.</typeparam>
public abstract record LinkOptions<TLink> : LinkOptions
    where TLink : Link
{
    /// <summary>Creates options.</summary>
    protected LinkOptions()
    {
    }

    /// <summary>Creates options from those that links of every kind have.</summary>
    internal LinkOptions(LinkOptions common)
        : base(common)
    {
    }

    /// <summary>Gets the kind of the link.</summary>
    public abstract LinkKind<TLink> Kind { get; }

    /// <summary>
    /// Gets the link that the new link is stacked on (IFLA_LINK), as a VLAN is on an Ethernet link; <see langword="null"/> if there is none. The
    /// two can be in different namespaces.
    /// </summary>
    public Link? Parent { get; protected init; }

    /// <summary>The namespace that <see cref="WriteData(ref NetlinkMessageWriter, int?)"/> needs a descriptor of.</summary>
    internal virtual NamespaceHandle? DataNamespace => null;

    /// <summary>What the kernel lacks if it does not support what is asked for.</summary>
    internal virtual string? Feature => Kind.Feature;

    internal override LinkKind DataKind => Kind;

    internal override void RequireCreatable(string name, NetNamespace home)
    {
        base.RequireCreatable(name, home);
        Validate();
    }

    internal override void RequireChangeable(Link link)
    {
        base.RequireChangeable(link);
        // Options that add to settings add what a link can be given only when it is created.
        if (GetType().BaseType is { IsAbstract: false } settings)
        {
            throw new ArgumentException($"{GetType().Name} specify a new link. {settings.Name} specify what can be changed of a link.");
        }

        RequireNotSet(Parent, nameof(Parent));
        TLink typed = Convert(link) ?? throw new ArgumentException(
            $"The settings are those of the kind '{Kind}'. Link {PrintableText.Quote(link.Name)} in '{link.Namespace}' is {(link.Info.Kind is { } kind ? $"of the kind {PrintableText.Quote(kind)}" : "of no kind")}.");
        Validate();
        ValidateChange(typed);
    }

    internal override void WriteKindChange(ref NetlinkMessageWriter writer, Link link) => WriteChange(ref writer, Convert(link)!);

    internal override void CompleteChange(Link link) => OnChanged(Convert(link)!);

    internal void Complete(TLink link) => OnCreated(link);

    /// <summary>Writes everything that follows the name.</summary>
    /// <param name="targetNamespace">A descriptor of the namespace of the link; null for that of the connection.</param>
    /// <param name="dataNamespace">A descriptor of <see cref="DataNamespace"/>; null if there is none.</param>
    internal void Write(ref NetlinkMessageWriter writer, int? targetNamespace, int? dataNamespace)
    {
        WriteCommon(ref writer);
        writer.WriteOptional(Linux.IFLA_LINK, Parent?.Index);
        writer.WriteOptional(Linux.IFLA_MASTER, Master?.Index);
        writer.WriteOptional(Linux.IFLA_NET_NS_FD, targetNamespace);
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

    /// <summary>
    /// Writes the attributes that only this kind has (the contents of IFLA_INFO_DATA) for a change of a link. The base implementation writes what
    /// <see cref="WriteData(ref NetlinkMessageWriter)"/> writes. A kind of which the kernel replaces all attributes at once writes the others as they are.
    /// </summary>
    /// <param name="writer">The request, inside the nest.</param>
    /// <param name="link">The link, as of <see cref="Link.Info"/>.</param>
    protected virtual void WriteChange(ref NetlinkMessageWriter writer, TLink link) => WriteData(ref writer);

    /// <summary>Rejects options that contradict each other, before anything is sent. The base implementation accepts all.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    protected virtual void Validate()
    {
    }

    /// <summary>Rejects options that can be set only when a link is created. The base implementation accepts all.</summary>
    /// <param name="link">The link that is to be changed, as of <see cref="Link.Info"/>.</param>
    /// <exception cref="ArgumentException">An option cannot be changed.</exception>
    protected virtual void ValidateChange(TLink link)
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

    /// <summary>
    /// Checks the link after a change, for example if the kernel ignores an option instead of rejecting it. The base implementation does nothing.
    /// </summary>
    /// <param name="link">The link, as it is after the change.</param>
    protected virtual void OnChanged(TLink link)
    {
    }

    private TLink? Convert(Link link) => Kind.TryConvert(link);
}
