using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxNamespaces.Network;
using LinkOptions = LinuxNamespaces.Network.LinkOptions;

namespace LinuxNamespaces.Samples;

/// <summary>The calls of Docker. Names of links come from the IDs of Docker, and addresses from the links, so a driver that is restarted knows all of them.</summary>
internal sealed class Driver(NetNamespace host)
{
    private const int IdLength = 11;

    /// <summary>The alias of the bridge of an internal network: containers get no gateway.</summary>
    private const string InternalAlias = "internal";

    internal async Task<JsonObject> AnswerAsync(string method, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            JsonNode request = await JsonNode.ParseAsync(body, cancellationToken: cancellationToken) ?? new JsonObject();
            return Answer(method, request);
        }
        catch (JsonException) when (method is "Plugin.Activate" or "NetworkDriver.GetCapabilities")
        {
            // These come without a body.
            return Answer(method, new JsonObject());
        }
        catch (Exception e) when (e is LinuxException or ArgumentException or FormatException or InvalidOperationException or JsonException)
        {
            return new JsonObject { ["Err"] = e.Message };
        }
    }

    private JsonObject Answer(string method, JsonNode request)
    {
        switch (method)
        {
            case "Plugin.Activate":
                return new JsonObject { ["Implements"] = new JsonArray("NetworkDriver") };
            case "NetworkDriver.GetCapabilities":
                return new JsonObject { ["Scope"] = "local", ["ConnectivityScope"] = "local" };
            case "NetworkDriver.CreateNetwork":
                CreateNetwork(request);
                return [];
            case "NetworkDriver.DeleteNetwork":
                host.Links.Find(NameOf('b', request, "NetworkID"))?.Delete();
                return [];
            case "NetworkDriver.CreateEndpoint":
                // Docker has chosen the addresses, and leaves the rest to the kernel.
                return new JsonObject { ["Interface"] = new JsonObject() };
            case "NetworkDriver.Join":
                return Join(request);
            case "NetworkDriver.Leave":
            case "NetworkDriver.DeleteEndpoint":
                host.Links.Find(NameOf('h', request, "EndpointID"))?.Delete();
                return [];
            case "NetworkDriver.EndpointOperInfo":
                return new JsonObject { ["Value"] = new JsonObject() };
            case "NetworkDriver.ProgramExternalConnectivity" or "NetworkDriver.RevokeExternalConnectivity" or "NetworkDriver.DiscoverNew" or "NetworkDriver.DiscoverDelete":
                return [];
            default:
                return new JsonObject { ["Err"] = $"The driver has no method '{method}'." };
        }
    }

    private void CreateNetwork(JsonNode request)
    {
        Bridge bridge = host.Links.AddBridge(NameOf('b', request, "NetworkID"));
        try
        {
            foreach (JsonNode? pool in (request["IPv4Data"] as JsonArray ?? []).Concat(request["IPv6Data"] as JsonArray ?? []))
            {
                if ((string?)pool?["Gateway"] is { Length: > 0 } gateway)
                {
                    bridge.AddAddress(gateway);
                }
            }

            if (request["Options"]?["com.docker.network.internal"] is JsonValue isInternal && isInternal.TryGetValue(out bool value) && value)
            {
                bridge.SetAlias(InternalAlias);
            }

            bridge.Up();
        }
        catch
        {
            bridge.Delete();
            throw;
        }
    }

    /// <summary>Makes the pair. Docker moves the second end into the container, names it and gives it the address.</summary>
    private JsonObject Join(JsonNode request)
    {
        Link bridge = host.Links.Get(NameOf('b', request, "NetworkID"));
        string inside = NameOf('c', request, "EndpointID");
        VethPair.Create(host, NameOf('h', request, "EndpointID"), host, inside, new VethPairOptions { First = new LinkOptions { Up = true, Master = bridge } });
        JsonObject answer = new() { ["InterfaceName"] = new JsonObject { ["SrcName"] = inside, ["DstPrefix"] = "eth" } };
        if (bridge.Info.Alias == InternalAlias)
        {
            // Docker would connect a container without a gateway to a network of its own.
            answer["DisableGatewayService"] = true;
            return answer;
        }

        foreach (InterfaceAddress address in bridge.GetAddresses().Where(address => address.Scope == AddressScope.Universe))
        {
            answer[address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "Gateway" : "GatewayIPv6"] = address.Address.ToString();
        }

        return answer;
    }

    private static string NameOf(char kind, JsonNode request, string key) =>
        (string?)request[key] is { Length: >= IdLength } id && id.All(char.IsAsciiHexDigit)
            ? $"dn{kind}{id[..IdLength]}"
            : throw new ArgumentException($"'{key}' is not an ID.");
}
