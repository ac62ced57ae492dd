using System.Text.Json.Nodes;

namespace LinuxNamespaces.Cni;

/// <summary>Makes the configuration of one plugin in a network.</summary>
internal static class PluginConfiguration
{
    /// <summary>Creates the text that the plugin gets on standard input.</summary>
    internal static ReadOnlyMemory<byte> Create(CniNetwork network, JsonObject plugin, CniAttachment? attachment, JsonNode? previousResult)
    {
        JsonObject configuration = CreateObject(network, plugin);
        if (previousResult is not null)
        {
            configuration["prevResult"] = previousResult.DeepClone();
        }

        if (attachment is not null && plugin["capabilities"] is JsonObject capabilities)
        {
            JsonObject runtime = [];
            foreach ((string name, JsonNode? wanted) in capabilities)
            {
                if (wanted is JsonValue value && value.TryGetValue(out bool isWanted) && isWanted && attachment.Capabilities.TryGetValue(name, out JsonNode? argument))
                {
                    runtime[name] = argument?.DeepClone();
                }
            }

            if (runtime.Count > 0)
            {
                configuration["runtimeConfig"] = runtime;
            }
        }

        return ToBytes(configuration);
    }

    internal static ReadOnlyMemory<byte> CreateForGarbageCollection(CniNetwork network, JsonObject plugin, IEnumerable<CniAttachmentId> valid)
    {
        JsonObject configuration = CreateObject(network, plugin);
        configuration["cni.dev/valid-attachments"] =
            new JsonArray([.. valid.Select(id => (JsonNode)new JsonObject { ["containerID"] = id.ContainerId, ["ifname"] = id.InterfaceName })]);
        return ToBytes(configuration);
    }

    private static JsonObject CreateObject(CniNetwork network, JsonObject plugin)
    {
        JsonObject configuration = plugin.DeepClone().AsObject();
        configuration["cniVersion"] = network.Version;
        configuration["name"] = network.Name;
        // Plugins get values, not the question for them.
        configuration.Remove("capabilities");
        return configuration;
    }

    private static ReadOnlyMemory<byte> ToBytes(JsonObject node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
