using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The addresses that the runtime asks for.</summary>
internal static class RequestedAddresses
{
    internal static List<IPAddress> Read(CniRequest request, NetworkConfiguration configuration)
    {
        List<string> texts = [.. configuration.RuntimeConfig?.Ips ?? [], .. configuration.Args?.Cni?.Ips ?? []];
        if (request.Arguments.TryGetValue("IP", out string? argument) && argument.Length > 0)
        {
            texts.Add(argument);
        }

        return [.. texts.Select(Parse).Distinct()];
    }

    private static IPAddress Parse(string text) =>
        CniPrefix.TryParseAddress(text) ?? CniPrefix.TrySplit(text)?.Address ?? throw PluginErrors.Invalid($"A requested address is not an IP address: {JsonText.Quote(text)}.");
}
