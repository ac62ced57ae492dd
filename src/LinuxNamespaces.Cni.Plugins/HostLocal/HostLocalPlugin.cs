using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Gives addresses of ranges away. What is given away is kept on this host.</summary>
internal sealed class HostLocalPlugin : CniPlugin<HostLocalConfiguration>
{
    protected override CniResult Add(CniRequest<HostLocalConfiguration> request)
    {
        IReadOnlyList<RangeSet> sets = RangeSet.Create(request.Configuration);
        IpamSettings ipam = request.Configuration.Ipam!;
        CniRoute[] routes = [.. (ipam.Routes ?? []).Select(route => route.ToRoute())];
        CniDns dns = string.IsNullOrEmpty(ipam.ResolvConf) ? new CniDns() : ResolverFile.Read(ipam.ResolvConf);
        List<IPAddress> requested = RequestedAddresses.Read(request, request.Configuration);
        ReservationOwner owner = ReservationOwner.Of(request);
        CniAttachmentId id = new(request.ContainerId, request.InterfaceName);

        using AddressStore store = AddressStore.Open(ipam.DataDir, request.NetworkName);
        Dictionary<IPAddress, Reservation> reservations = store.ReadAll();
        if (reservations.Values.FirstOrDefault(reservation => reservation.ContainerId.Length > 0 && reservation.BelongsTo(id)) is { } present)
        {
            throw new CniException(PluginErrors.AddressReserved, $"The interface '{id.InterfaceName}' of the container '{id.ContainerId}' has the address {present.Address} already.");
        }

        List<(RangeSet Set, AddressRange Range, IPAddress Address)> chosen = [];
        foreach (RangeSet set in sets)
        {
            (AddressRange range, IPAddress address) = requested.Find(address => set.Find(address) is not null) is { } wanted
                ? ChooseRequested(store, reservations, set, wanted)
                : ChooseFree(store, reservations, set);
            requested.Remove(address);
            chosen.Add((set, range, address));
        }

        if (requested.Count > 0)
        {
            throw PluginErrors.Invalid($"The requested address {requested[0]} is in no range of the network, or a second one of its set.");
        }

        try
        {
            foreach ((RangeSet set, _, IPAddress address) in chosen)
            {
                if (reservations.TryGetValue(address, out Reservation? earlier))
                {
                    DeleteRules(request, earlier);
                }

                store.Reserve(address, id, owner, set.Index);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach ((_, _, IPAddress address) in chosen)
            {
                store.Release(address);
            }

            throw;
        }

        return new CniResult
        {
            Addresses = [.. chosen.Select(item => new CniAddress(item.Address, item.Range.Subnet.PrefixLength) { Gateway = item.Range.Gateway })],
            Routes = routes,
            Dns = dns,
        };
    }

    protected override void Delete(CniRequest<HostLocalConfiguration> request)
    {
        CniAttachmentId id = new(request.ContainerId, request.InterfaceName);
        Release(request, reservation => reservation.BelongsTo(id));
    }

    protected override void Check(CniRequest<HostLocalConfiguration> request)
    {
        CniAttachmentId id = new(request.ContainerId, request.InterfaceName);
        using AddressStore? store = AddressStore.Find(request.Configuration.Ipam?.DataDir, request.NetworkName);
        if (store?.ReadAll().Values.Any(reservation => reservation.BelongsTo(id)) != true)
        {
            throw PluginErrors.Different($"The container '{id.ContainerId}' has no address of the network '{request.NetworkName}'.");
        }
    }

    protected override void Status(CniRequest<HostLocalConfiguration> request)
    {
        IReadOnlyList<RangeSet> sets = RangeSet.Create(request.Configuration);
        using AddressStore? store = AddressStore.Find(request.Configuration.Ipam!.DataDir, request.NetworkName);
        Dictionary<IPAddress, Reservation> reservations = store?.ReadAll() ?? [];
        foreach (RangeSet set in sets)
        {
            // One address is enough: large ranges are not counted.
            bool hasFree = set.After(null).Any(item => !item.Address.Equals(item.Range.Gateway)
                && (!reservations.TryGetValue(item.Address, out Reservation? reservation) || store!.IsGone(reservation)));
            if (!hasFree)
            {
                throw new CniException(CniErrorCode.PluginNotAvailable, $"All addresses are in use: {string.Join(", ", set.Ranges)}.");
            }
        }
    }

    protected override void CollectGarbage(CniRequest<HostLocalConfiguration> request) =>
        Release(request, reservation => !reservation.IsValid(request.ValidAttachments));

    private static void Release(CniRequest<HostLocalConfiguration> request, Func<Reservation, bool> isMeant)
    {
        using AddressStore? store = AddressStore.Find(request.Configuration.Ipam?.DataDir, request.NetworkName);
        foreach (Reservation reservation in store?.ReadAll().Values.Where(isMeant) ?? [])
        {
            store!.Release(reservation.Address);
        }
    }

    /// <summary>Deletes the rules of a container that is gone: its published ports would lead to the one that has its address now.</summary>
    private static void DeleteRules(CniRequest request, Reservation reservation)
    {
        if (reservation.InterfaceName is not { } name)
        {
            return;
        }

        string mark = OwnerMark.Of(request.NetworkName, new CniAttachmentId(reservation.ContainerId, name));
        try
        {
            AttachmentRules.Delete(request.HostNamespace, other => other == mark);
        }
        catch (Exception e) when (e is NotSupportedException || (e is NetlinkException netlink && netlink.Errno == Errno.EPERM))
        {
            // Without nf_tables, or the right to it, there is no rule of this program.
        }
    }

    private static (AddressRange Range, IPAddress Address) ChooseRequested(AddressStore store, Dictionary<IPAddress, Reservation> reservations, RangeSet set, IPAddress address)
    {
        AddressRange range = set.Find(address)!;
        if (address.Equals(range.Gateway))
        {
            throw PluginErrors.Invalid($"The requested address {address} is that of the gateway.");
        }

        if (reservations.TryGetValue(address, out Reservation? reservation) && !store.IsGone(reservation))
        {
            throw new CniException(PluginErrors.AddressReserved, $"The requested address {address} is in use by the container '{reservation.ContainerId}'.");
        }

        return (range, address);
    }

    private static (AddressRange Range, IPAddress Address) ChooseFree(AddressStore store, Dictionary<IPAddress, Reservation> reservations, RangeSet set)
    {
        IPAddress? last = store.LastReservedOf(set.Index);
        foreach ((AddressRange range, IPAddress address) in set.After(last))
        {
            if (!address.Equals(range.Gateway) && !reservations.ContainsKey(address))
            {
                return (range, address);
            }
        }

        // All are reserved. Some may belong to containers that ended without DEL: killed engines, restarts of the machine.
        foreach (Reservation reservation in reservations.Values.Where(reservation => set.Find(reservation.Address) is { } range && !reservation.Address.Equals(range.Gateway)))
        {
            if (store.IsGone(reservation))
            {
                return (set.Find(reservation.Address)!, reservation.Address);
            }
        }

        throw new CniException(PluginErrors.AddressesExhausted, $"No address is free: {string.Join(", ", set.Ranges)}.");
    }
}
