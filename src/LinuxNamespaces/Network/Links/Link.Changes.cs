using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>What <see cref="LinkExtensions"/> does.</content>
public partial class Link
{
    /// <summary>Changes the link, and tells a feature that is missing from a value that is wrong.</summary>
    internal void SetCore(LinkSettings settings)
    {
        try
        {
            Change(settings, OperationOf(settings));
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException(e.Message, e);
        }
    }

    /// <summary>Adds a change to a batch. What the kernel takes in one request only is possible.</summary>
    internal void AddChange(NetworkBatch batch, LinkSettings settings)
    {
        settings.RequireChangeable(this);
        if (settings.DataKind is not null || settings.Port is not null)
        {
            throw new ArgumentException("A batch takes the settings that every link has, without those of a kind or of a port.", nameof(settings));
        }

        NetlinkOperation operation = OperationOf(settings);
        RequireAddressLength(settings, operation);
        settings.Master?.RequirePresent(operation);
        PrepareMtu(settings, operation, batch);
        Send(settings, withPort: false, operation, batch);
    }

    internal void Change(LinkSettings settings, in NetlinkOperation operation)
    {
        settings.RequireChangeable(this);
        bool portLater = RequirePort(settings, operation);
        RequireAddressLength(settings, operation);
        settings.Master?.RequirePresent(operation);
        try
        {
            PrepareMtu(settings, operation);
            if (settings is { IsMtuSeparate: true, Mtu: { } mtu })
            {
                Send(new LinkSettings { Mtu = mtu }, withPort: false, operation);
                Send(settings with { Mtu = null }, !portLater, operation);
            }
            else
            {
                Send(settings, !portLater, operation);
            }

            if (portLater)
            {
                Send(new LinkSettings { Port = settings.Port }, withPort: true, operation);
            }
        }
        catch (NetlinkException)
        {
            TryRefresh();
            throw;
        }

        Refresh();
        settings.CompleteChange(this);
        settings.Port?.Complete(this);
    }

    internal void ExecuteAndRefresh(scoped in NetlinkMessageWriter request, in NetlinkOperation operation)
    {
        Execute(request, operation);
        Refresh();
    }

    internal void Move(NetNamespace target, string? newName)
    {
        // Another program may have renamed it meanwhile, and it has to be found again.
        string name = newName ?? Refresh().Name;
        NetlinkOperation operation = new("move link", Name)
        {
            Detail = $"to namespace '{target}'",
            Preposition = "from",
            Remedy = LinkRemedies.Move,
            Subject = (this, target, name),
        };
        // The kernel moves the link before it finds that it cannot have the new name.
        if (newName is not null && target.Links.Find(newName) is { } other && !IsSame(other))
        {
            throw Connection.Failure(Errno.EEXIST, operation);
        }

        using DescriptorLease lease = new(target.Handle);
        NetlinkMessageWriter request = LinkRequests.Move(stackalloc byte[LinkRequests.BufferSize], Index, lease.Descriptor, newName);
        RequirePresent(operation);
        try
        {
            Connection.Execute(request, operation);
        }
        catch (NetlinkException) when (HasMoved)
        {
            // An older kernel moves the link before it finds that it cannot have the new name.
            Follow(target, name);
            throw;
        }

        Follow(target, name);
    }

    /// <summary>Requires that the link can be the master of a link in a namespace.</summary>
    internal void RequireMasterIn(NetNamespace netNamespace)
    {
        if (!Namespace.Equals(netNamespace))
        {
            throw new ArgumentException(
                $"{PrintableText.Quote(Name)} is in namespace '{Namespace}'. The master of a link in '{netNamespace}' has to be there too.");
        }
    }

    private bool IsSame(Link other) => other.Index == Index && other.Namespace.Equals(Namespace);

    private bool HasMoved => Connection.LookAtLink(Index, Seen, out LinkRemoval? removal) == LinkFate.Gone && removal?.NewIndex is not null;

    private NetlinkOperation OperationOf(LinkSettings settings) => new("change link", Name)
    {
        Feature = settings.ChangeFeature,
        Schema = LinkSchema.For(settings.DataKind, settings.Port?.Kind),
        Remedy = settings.Name is null ? null : LinkRemedies.Rename,
        Subject = (this, settings.Name),
    };

    /// <summary>Makes a request about the link, or adds it to a batch.</summary>
    /// <param name="batch">What the request goes into; null to make it at once.</param>
    /// <param name="subject">What the request is about.</param>
    internal void Send(NetworkBatch? batch, object subject, scoped in NetlinkMessageWriter request, in NetlinkOperation operation)
    {
        if (batch is null)
        {
            Execute(request, operation);
        }
        else
        {
            batch.Add(this, request, operation, subject);
        }
    }

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    private void Send(LinkSettings settings, bool withPort, in NetlinkOperation operation, NetworkBatch? batch = null)
    {
        NetlinkMessageWriter request = LinkRequests.Set(stackalloc byte[LinkRequests.SizeOf(settings)], this, settings, withPort);
        Send(batch, this, request, operation);
    }

    /// <summary>Refreshes the link after a change that failed: the kernel may have made a part of it.</summary>
    private void TryRefresh()
    {
        try
        {
            Refresh();
        }
        catch (NetlinkException)
        {
            // The first failure is the one to report.
        }
    }

    /// <summary>Requires that the link is a port of the kind that its settings are for.</summary>
    /// <returns>Whether the link has to become a port first: the kernel ignores the settings of a port that the link is not yet.</returns>
    private bool RequirePort(LinkSettings settings, in NetlinkOperation operation)
    {
        if (settings.Port is not { } port)
        {
            return false;
        }

        RequirePresent(operation);
        LinkInfo info = Refresh();
        string? kind = settings.Master is { } master ? master.Info.Kind : info.PortKind;
        if (kind != port.Kind.Name)
        {
            throw new ArgumentException(kind is null
                ? $"The settings are those of a port of the kind '{port.Kind}', but link {PrintableText.Quote(Name)} in '{Namespace}' is not a port."
                : $"The settings are those of a port of the kind '{port.Kind}', but the master of link {PrintableText.Quote(Name)} in '{Namespace}' is of the kind {PrintableText.Quote(kind)}.");
        }

        return settings.Master is not null && settings.Master.Index != info.MasterIndex;
    }

    /// <summary>The kernel rejects an address that is too short, but takes the start of one that is too long.</summary>
    private void RequireAddressLength(LinkSettings settings, in NetlinkOperation operation)
    {
        if (Info.AddressLength is { } length && (settings.AddressBytes?.Bytes.Length > length || settings.BroadcastAddressBytes?.Bytes.Length > length))
        {
            throw Connection.Failure(Errno.EINVAL, operation);
        }
    }

    /// <summary>A bridge follows its ports until it is given an MTU that it does not have.</summary>
    private void PrepareMtu(LinkSettings settings, in NetlinkOperation operation, NetworkBatch? batch = null)
    {
        if (settings.Mtu is not { } mtu || Info.Kind != Bridge.Kind.Name || Refresh().Mtu != mtu)
        {
            return;
        }

        // Upwards, as below 1280 bytes it would lose its IPv6 addresses.
        int other = mtu < (Info.MaxMtu is > 0 and { } most ? most : int.MaxValue) ? mtu + 1 : mtu - 1;
        Send(new LinkSettings { Mtu = other }, withPort: false, operation, batch);
    }
}
