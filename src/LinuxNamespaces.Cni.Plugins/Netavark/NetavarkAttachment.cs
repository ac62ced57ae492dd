using System.Text.Json.Nodes;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Connects a container to a network, and disconnects it: the bridge plugin, with published ports and rules of the firewall.</summary>
internal static class NetavarkAttachment
{
    /// <summary>The place of the interface of the container in the result of the bridge plugin.</summary>
    private const int ContainerIndex = 2;

    /// <summary>Connects the container.</summary>
    /// <returns>The status block.</returns>
    /// <exception cref="CniException">The request is invalid, or the container has the interface already. Nothing is left.</exception>
    internal static JsonObject Setup(string path, NetavarkRequest request, string lockDirectory)
    {
        request.RequireIdentity();
        request.NetworkOptions!.RequireNoOptions();
        NetavarkNetwork network = request.Network!;
        NetavarkSettings settings = NetavarkSettings.Read(network.Options);
        CniAddress[] addresses = request.ReadAddresses();
        Route[] routes = [.. (network.Routes ?? []).Select(route => (route ?? new NetavarkRoute()).Read(settings.Metric))];
        PortMapConfiguration ports = new() { RuntimeConfig = new RuntimeSettings { PortMappings = network.Internal ? [] : [.. (request.PortMappings ?? []).SelectMany(mapping => (mapping ?? new NetavarkPortMapping()).Read())] } };
        BridgeConfiguration configuration = Configure(request, settings, addresses);
        configuration.Validate();

        CniHostOptions options = new();
        CniResult wanted = new() { Addresses = addresses, Routes = [.. DefaultRoutes(network, settings, addresses), .. routes.Where(route => route.Type == RouteType.Unicast).Select(ToCni)] };
        options.Delegates[StaticAddresses.Type] = CniPluginHandler.Create(new StaticAddresses(wanted), PluginJson.Default.NetworkConfiguration);
        using StoreLock held = TakeLock(lockDirectory);
        using CniCall call = Call(CniCommand.Add, path, request, options);
        CniRequest<BridgeConfiguration> bridge = new(call, CniCommand.Add, configuration);
        RequireNamespace(bridge);
        // Before the name is looked for, which an unfinished pair may have.
        HostLink.DeleteUnfinished(bridge);
        ContainerLink.RequireFree(bridge);
        NetavarkLeftovers.Delete(bridge);
        try
        {
            bridge.OnFailure(() => NetavarkBridge.DeleteUnused(bridge.HostNamespace));
            NetavarkBridge.Ensure(bridge.HostNamespace, network, configuration);
            CniResult result = new BridgePlugin().Invoke(bridge)!;
            AddGateways(bridge.HostNamespace, configuration, addresses);
            AddRoutes(bridge, routes);
            AddRules(bridge, network, settings, addresses);
            PortMapPlugin.Publish(bridge, ports, [.. addresses.DistinctBy(address => address.Address.AddressFamily)]);
            return Describe(result, addresses);
        }
        catch
        {
            call.Undo();
            throw;
        }
    }

    /// <summary>Disconnects the container. It is no error if the interface, the namespace or all is gone.</summary>
    /// <exception cref="CniException">The request does not say what it is about, or a step failed. The others were made.</exception>
    internal static void Teardown(string path, NetavarkRequest request, string lockDirectory)
    {
        request.RequireIdentity();
        using StoreLock held = TakeLock(lockDirectory);
        using CniCall call = Call(CniCommand.Delete, path, request, new CniHostOptions());
        CniRequest<BridgeConfiguration> bridge = new(call, CniCommand.Delete, new BridgeConfiguration { Bridge = request.Network!.NetworkInterface });
        Steps.RunAll(
            () => DeleteRoutes(bridge, request.Network!),
            () => ContainerLink.Delete(bridge),
            // Also if the pair is in a namespace that is no longer at the path.
            () => HostLink.DeleteUnfinished(bridge),
            () => NetavarkLeftovers.Delete(bridge),
            () => PortMapPlugin.ForgetClients(bridge.HostNamespace, ReadLeniently(request)));
    }

    private static void RequireNamespace(CniRequest request)
    {
        try
        {
            _ = request.ContainerNamespace;
        }
        catch (CniException e) when (e.Code is CniErrorCode.OwnNamespace or CniErrorCode.InvalidEnvironment)
        {
            throw new CniException(e.Code, $"'{request.NetworkNamespacePath}' is not the network namespace of a container.", innerException: e);
        }
    }

    private static StoreLock TakeLock(string directory)
    {
        Directory.CreateDirectory(directory);
        return StoreLock.Take(directory);
    }

    private static CniCall Call(CniCommand command, string path, NetavarkRequest request, CniHostOptions options) => new(
        new CniEnvironment
        {
            Command = command,
            ContainerId = request.ContainerId!,
            InterfaceName = request.NetworkOptions!.InterfaceName!,
            NetworkNamespacePath = NetavarkNames.RequirePath(path),
        },
        CniConfiguration.Of(request.Network!.OwnerName),
        options);

    private static BridgeConfiguration Configure(NetavarkRequest request, NetavarkSettings settings, CniAddress[] addresses) => new()
    {
        Bridge = request.Network!.NetworkInterface,
        // Without a gateway the plugin would choose an address that podman gives to a container.
        IsGateway = !request.Network.Internal && addresses.All(address => address.Gateway is not null),
        IpMasq = !request.Network.Internal,
        HairpinMode = true,
        Mtu = settings.Mtu,
        Vlan = settings.Vlan,
        Ipam = addresses.Length > 0 ? new IpamSettings { Type = StaticAddresses.Type } : null,
        RuntimeConfig = new RuntimeSettings { Mac = request.NetworkOptions!.StaticMac },
    };

    private static IEnumerable<CniRoute> DefaultRoutes(NetavarkNetwork network, NetavarkSettings settings, CniAddress[] addresses) => network.Internal || settings.NoDefaultRoute ? [] :
        addresses.Where(address => address.Gateway is not null).DistinctBy(address => address.Address.AddressFamily)
            .Select(address => new CniRoute(CniPrefix.Of(address.Address, 0)) { Gateway = address.Gateway, Priority = settings.Metric });

    private static CniRoute ToCni(Route route) => new(route.Destination) { Gateway = route.Gateway, Priority = (int)route.Metric! };

    /// <summary>The host is in an internal network, if this has a gateway, but is no router of it.</summary>
    private static void AddGateways(NetNamespace host, BridgeConfiguration configuration, CniAddress[] addresses)
    {
        foreach (CniAddress address in !configuration.IsGateway && configuration.Vlan == 0 ? addresses.Where(address => address.Gateway is not null) : [])
        {
            HostBridge.EnsureAddress(host.Links.Get(configuration.BridgeName), address.Gateway!, address.PrefixLength, force: false);
        }
    }

    /// <summary>Adds the routes that have no link: they do not go with it.</summary>
    private static void AddRoutes(CniRequest request, IEnumerable<Route> routes)
    {
        foreach (Route route in routes.Where(route => route.Type != RouteType.Unicast))
        {
            try
            {
                request.ContainerNamespace.Routes.Add(route);
                request.OnFailure(() => request.ContainerNamespace.Routes.Delete(route));
            }
            catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
            {
                // That of another network, or of an earlier call.
            }
        }
    }

    private static void DeleteRoutes(CniRequest request, NetavarkNetwork network)
    {
        if (!request.HasContainerNamespace || network.Routes is not { Length: > 0 } routes)
        {
            return;
        }

        int metric = Try(() => NetavarkSettings.Read(network.Options))?.Metric ?? NetavarkSettings.DefaultMetric;
        foreach (Route route in routes.Select(route => Try(() => (route ?? new NetavarkRoute()).Read(metric))).OfType<Route>().Where(route => route.Type != RouteType.Unicast))
        {
            try
            {
                request.ContainerNamespace.Routes.Delete(route);
            }
            catch (NetlinkException e) when (e.Errno == Errno.ESRCH)
            {
                // It is gone.
            }
        }
    }

    private static void AddRules(CniRequest request, NetavarkNetwork network, NetavarkSettings settings, CniAddress[] addresses)
    {
        string bridge = network.NetworkInterface!;
        if (network.Internal)
        {
            NetavarkRules.AddInternal(request, bridge);
            return;
        }

        FirewallConfiguration firewall = new() { IngressPolicy = settings.Isolation == NetavarkIsolation.None ? null : FirewallConfiguration.SameBridge };
        FirewallRules.Add(request, firewall, addresses, bridge);
        NetavarkRules.AddBridge(request, bridge, settings.Isolation == NetavarkIsolation.Strict);
    }

    private static JsonObject Describe(CniResult result, CniAddress[] addresses)
    {
        CniInterface link = result.Interfaces[ContainerIndex];
        JsonArray subnets = [];
        foreach (CniAddress address in addresses)
        {
            JsonObject subnet = new() { ["ipnet"] = address.ToString() };
            if (address.Gateway is { } gateway)
            {
                subnet["gateway"] = gateway.ToString();
            }

            subnets.Add((JsonNode)subnet);
        }

        return new JsonObject
        {
            ["dns_search_domains"] = new JsonArray(),
            ["dns_server_ips"] = new JsonArray(),
            ["interfaces"] = new JsonObject { [link.Name] = new JsonObject { ["mac_address"] = link.HardwareAddress, ["subnets"] = subnets } },
        };
    }

    /// <summary>Reads the mappings of a teardown. What is wrong with them was an error of the setup.</summary>
    private static IEnumerable<PortMapping> ReadLeniently(NetavarkRequest request) =>
        request.Network!.Internal ? [] : (request.PortMappings ?? []).SelectMany(mapping => Try(() => (mapping ?? new NetavarkPortMapping()).Read().ToArray()) ?? []);

    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (CniException)
        {
            return null;
        }
    }
}
