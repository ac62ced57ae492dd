using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Adds changes of links to a <see cref="NetworkBatch"/>. They do what the methods of <see cref="Link"/> do.</summary>
public sealed class LinkBatch
{
    private readonly NetworkBatch _batch;

    internal LinkBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of a link. <see cref="NetworkBatchResult.CreatedLinks"/> has the link after the batch was executed.</summary>
    /// <typeparam name="TLink">The class of the links of the kind.</typeparam>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="options">The kind of the link, and its settings. What the kernel accepts for an existing link only is set after all changes of the batch.</param>
    /// <exception cref="ArgumentException">
    /// The name is not a valid interface name, the options contradict each other, or the parent or the master is in another namespace.
    /// </exception>
    /// <exception cref="NetlinkException">The parent or the master is gone (ENODEV).</exception>
    /// <exception cref="ObjectDisposedException">A namespace of the options is disposed.</exception>
    public void Add<TLink>(string name, LinkOptions<TLink> options)
        where TLink : Link
    {
        InterfaceName.Validate(name, nameof(name));
        ArgumentNullException.ThrowIfNull(options);
        LinkMessages.Create(_batch, name, options);
    }

    /// <summary>Adds a change of a link. <see cref="Link.Refresh"/> reads the link after the batch was executed.</summary>
    /// <param name="link">The link.</param>
    /// <param name="settings">What every link has. The settings of a kind or of a port need requests of their own: use <see cref="LinkExtensions"/>.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, or the settings are those of a kind or of a port, or contradict each other.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Set(Link link, LinkSettings settings)
    {
        _batch.Require(link);
        ArgumentNullException.ThrowIfNull(settings);
        link.AddChange(_batch, settings);
    }

    /// <summary>Adds a further name for a link, by which it can be found too (kernel 5.5). <see cref="Link.Refresh"/> reads the link after the batch was executed.</summary>
    /// <param name="link">The link.</param>
    /// <param name="name">1 to 127 bytes, without '/', ':', '%' and white space.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, or the name is not a valid interface name.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void AddAlternativeName(Link link, string name)
    {
        _batch.Require(link);
        InterfaceName.ValidateAlternative(name, nameof(name));
        NetlinkMessageWriter request = LinkRequests.AddAlternativeName(stackalloc byte[LinkRequests.BufferSize], link.Index, name);
        link.Send(_batch, link, request, new NetlinkOperation("add alternative name", name) { Detail = $"to link '{link.Name}'", Remedy = LinkRemedies.NameTaken, Subject = name });
    }

    /// <summary>Adds the deletion of a link.</summary>
    /// <param name="link">The link.</param>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Delete(Link link)
    {
        _batch.Require(link);
        link.Delete(_batch);
    }
}
