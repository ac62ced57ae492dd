using System.Net;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the settings that all tunnels between two IP addresses have. In a change, what is <see langword="null"/> stays as it is.</summary>
/// <typeparam name="TLink">The class of the tunnels.</typeparam>
public abstract record TunnelSettings<TLink> : LinkOptions<TLink>
    where TLink : Link
{
    // The attributes of a tunnel take less than 300 bytes.
    private const int ScratchSize = 1024;

    private protected TunnelSettings()
    {
    }

    /// <summary>
    /// Gets the address of this end, which is the source of sent packets; by default the kernel chooses one. The unspecified address (as
    /// <see cref="IPAddress.Any"/>) removes it.
    /// </summary>
    /// <exception cref="ArgumentException">The address is of another family than the tunnel, or a multicast address.</exception>
    public IPAddress? Local
    {
        get;
        init => field = TunnelData.RequireUnicast(RequireFamily(value, nameof(Local)), nameof(Local));
    }

    /// <summary>
    /// Gets the address of the other end, to which packets are sent; by default there is none. The unspecified address (as
    /// <see cref="IPAddress.Any"/>) removes it.
    /// </summary>
    /// <exception cref="ArgumentException">The address is of another family than the tunnel.</exception>
    public IPAddress? Remote
    {
        get;
        init => field = RequireFamily(value, nameof(Remote));
    }

    /// <summary>
    /// Gets the link that packets are sent and received through. By default the routes decide. The tunnel itself can be created in another
    /// namespace than this link; its packets stay in the namespace of this link.
    /// </summary>
    public Link? Underlying
    {
        get;
        init
        {
            field = value;
            // The kernel looks for the link in the namespace that gets the request.
            Parent = IsForCreation ? value : null;
        }
    }

    /// <summary>Gets the mark by which sent packets are routed. Defaults to 0, which is no mark.</summary>
    public uint? FirewallMark { get; init; }

    internal abstract TunnelLayout Layout { get; }

    /// <summary>Whether a tunnel is created, and not changed.</summary>
    internal virtual bool IsForCreation => false;

    /// <summary>Whether the tunnel has no addresses of its own.</summary>
    internal virtual bool IsControlledOutside => false;

    /// <summary>Writes the attributes of a change. The kernel takes its defaults for those that are missing, so all others are written as they are.</summary>
    /// <param name="current">The attributes that the kernel reports.</param>
    internal void WriteChange(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        NetlinkMessageWriter scratch = new(stackalloc byte[ScratchSize], 0);
        WriteOptions(ref scratch, current);
        NetlinkAttributeReader changes = new(scratch.Finish()[NetlinkMessageWriter.HeaderLength..]);
        ulong changed = 0;
        foreach (NetlinkAttribute change in changes)
        {
            changed |= 1UL << change.Type;
        }

        foreach (NetlinkAttribute attribute in current)
        {
            if (attribute.Type >= 64 || (changed & (1UL << attribute.Type)) == 0)
            {
                writer.WriteBytes(attribute.Type, attribute.Payload);
            }
        }

        foreach (NetlinkAttribute change in changes)
        {
            writer.WriteBytes(change.Type, change.Payload);
        }
    }

    /// <inheritdoc/>
    protected sealed override void WriteData(ref NetlinkMessageWriter writer)
    {
        if (IsControlledOutside)
        {
            WriteProtocol(ref writer);
            writer.WriteFlag(Layout.CollectMetadata);
        }
        else
        {
            WriteOptions(ref writer, default);
        }
    }

    /// <inheritdoc/>
    protected sealed override void WriteChange(ref NetlinkMessageWriter writer, TLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        WriteChange(ref writer, link.Refresh().GetKindData());
    }

    /// <inheritdoc/>
    protected sealed override void ValidateChange(TLink link) => TunnelData.RequireChange(this, IsForCreation, Underlying, link);

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (IsControlledOutside && (Local is not null || Remote is not null || Underlying is not null || FirewallMark is not null || HasOptionsOfItsOwn))
        {
            throw new ArgumentException($"A tunnel that is external gets its addresses and header fields from its control plane, so the options cannot have them.");
        }

        if (Local is not null && Remote is not null && Local.Equals(Remote) && !Local.Equals(IPAddress.Any) && !Local.Equals(IPAddress.IPv6Any))
        {
            throw new ArgumentException($"Both ends of the tunnel have the address {Local}.");
        }
    }

    /// <summary>Whether an option is set that an external tunnel cannot have, besides those of this class.</summary>
    private protected abstract bool HasOptionsOfItsOwn { get; }

    private protected abstract IPAddress? RequireFamily(IPAddress? value, string name);

    /// <summary>Writes what is set. For a new tunnel these are also the defaults that are not the kernel's.</summary>
    /// <param name="current">The attributes that the kernel reports; none for a new tunnel.</param>
    private protected virtual void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        WriteProtocol(ref writer);
        TunnelData.WriteAddress(ref writer, Layout.Local, Local);
        TunnelData.WriteAddress(ref writer, Layout.Remote, Remote);
        writer.WriteOptional(Layout.Link, Underlying?.Index);
        writer.WriteOptional(Layout.FirewallMark, FirewallMark);
    }

    /// <summary>Writes the protocol of the packets inside, if the kind has a choice.</summary>
    private protected virtual void WriteProtocol(ref NetlinkMessageWriter writer)
    {
    }
}
