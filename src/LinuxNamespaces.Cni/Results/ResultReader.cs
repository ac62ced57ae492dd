using System.Net;
using System.Text.Json;

namespace LinuxNamespaces.Cni;

/// <summary>Reads results of all versions. They differ in what they may leave out.</summary>
internal static class ResultReader
{
    internal static CniResult Read(JsonElement element, string path)
    {
        JsonText.RequireObject(element, path.Length == 0 ? "result" : path.TrimEnd('.'));
        if (JsonText.GetString(element, "cniVersion", path) is { Length: > 0 } version && CniVersion.IndexOf(version) < 0)
        {
            throw new CniException(CniErrorCode.IncompatibleVersion, $"The version of the result, {JsonText.Quote(version)}, is not supported.");
        }

        CniResult result = new()
        {
            Interfaces = JsonText.GetList(element, "interfaces", path, ReadInterface),
            Addresses = JsonText.GetList(element, "ips", path, ReadAddress),
            Routes = JsonText.GetList(element, "routes", path, ReadRoute),
            Dns = JsonText.Find(element, "dns") is { } dns ? ReadDns(dns, path + "dns") : new CniDns(),
        };
        for (int i = 0; i < result.Addresses.Count; i++)
        {
            if (result.Addresses[i].Interface is { } index && (index < 0 || index >= result.Interfaces.Count))
            {
                throw new CniException(CniErrorCode.DecodingFailure, $"'{path}ips[{i}].interface' is {index}, but the result has {result.Interfaces.Count} interfaces.");
            }
        }

        return result;
    }

    private static CniInterface ReadInterface(JsonElement element, string path)
    {
        JsonText.RequireObject(element, path);
        path += ".";
        string name = JsonText.GetString(element, "name", path) ?? "";
        return new CniInterface(name.Length > 0 ? name : throw new CniException(CniErrorCode.DecodingFailure, $"'{path}name' is missing."))
        {
            HardwareAddress = NullIfEmpty(JsonText.GetString(element, "mac", path)),
            Mtu = JsonText.GetInt32(element, "mtu", path),
            Sandbox = NullIfEmpty(JsonText.GetString(element, "sandbox", path)),
            SocketPath = NullIfEmpty(JsonText.GetString(element, "socketPath", path)),
            PciId = NullIfEmpty(JsonText.GetString(element, "pciID", path)),
        };
    }

    private static CniAddress ReadAddress(JsonElement element, string path)
    {
        JsonText.RequireObject(element, path);
        path += ".";
        string text = JsonText.GetString(element, "address", path) ?? throw new CniException(CniErrorCode.DecodingFailure, $"'{path}address' is missing.");
        (IPAddress address, int length) = CniPrefix.TrySplit(text)
            ?? throw new CniException(CniErrorCode.DecodingFailure, $"'{path}address' is not an address with a prefix length: {JsonText.Quote(text)}.");
        return new CniAddress(address, length)
        {
            Gateway = JsonText.GetAddress(element, "gateway", path),
            Interface = JsonText.GetInt32(element, "interface", path),
        };
    }

    private static CniRoute ReadRoute(JsonElement element, string path)
    {
        JsonText.RequireObject(element, path);
        path += ".";
        string text = JsonText.GetString(element, "dst", path) ?? throw new CniException(CniErrorCode.DecodingFailure, $"'{path}dst' is missing.");
        return new CniRoute(CniPrefix.TryParse(text) ?? throw new CniException(CniErrorCode.DecodingFailure, $"'{path}dst' is not a prefix: {JsonText.Quote(text)}."))
        {
            Gateway = JsonText.GetAddress(element, "gw", path),
            Mtu = JsonText.GetInt32(element, "mtu", path),
            AdvertisedMss = JsonText.GetInt32(element, "advmss", path),
            Priority = JsonText.GetInt32(element, "priority", path),
            Table = JsonText.GetInt32(element, "table", path),
            Scope = JsonText.GetInt32(element, "scope", path),
        };
    }

    private static CniDns ReadDns(JsonElement element, string path)
    {
        JsonText.RequireObject(element, path);
        path += ".";
        return new CniDns
        {
            NameServers = JsonText.GetStrings(element, "nameservers", path),
            Domain = NullIfEmpty(JsonText.GetString(element, "domain", path)),
            Search = JsonText.GetStrings(element, "search", path),
            Options = JsonText.GetStrings(element, "options", path),
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
