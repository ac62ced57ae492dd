using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Adds changes of addresses to a <see cref="NetworkBatch"/>. They do what the methods of <see cref="Link"/> do.</summary>
public sealed class AddressBatch
{
    private readonly NetworkBatch _batch;

    internal AddressBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of an address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Add(Link link, InterfaceAddress address)
    {
        Require(link, address);
        AddressMessages.Add(link, address, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add", _batch);
    }

    /// <summary>Adds the creation or change of an address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Replace(Link link, InterfaceAddress address)
    {
        Require(link, address);
        AddressMessages.Add(link, address, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace", _batch);
    }

    /// <summary>Adds the deletion of an address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Delete(Link link, InterfaceAddress address)
    {
        Require(link, address);
        AddressMessages.Delete(link, address, _batch);
    }

    private void Require(Link link, InterfaceAddress address)
    {
        _batch.Require(link);
        ArgumentNullException.ThrowIfNull(address);
    }
}
