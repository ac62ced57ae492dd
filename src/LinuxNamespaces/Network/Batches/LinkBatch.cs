namespace LinuxNamespaces.Network;

/// <summary>Adds changes of links to a <see cref="NetworkBatch"/>. They do what the methods of <see cref="Link"/> do.</summary>
public sealed class LinkBatch
{
    private readonly NetworkBatch _batch;

    internal LinkBatch(NetworkBatch batch) => _batch = batch;

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
