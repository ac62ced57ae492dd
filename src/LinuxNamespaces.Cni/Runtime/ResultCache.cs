using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LinuxNamespaces.Cni;

/// <summary>Keeps results until DEL, in the files of libcni: <c>results/NETWORK-CONTAINER-INTERFACE</c>.</summary>
internal sealed class ResultCache(string directory)
{
    private const string Kind = "cniCacheV1";

    private string Folder => Path.Combine(directory, "results");

    internal void Write(CniNetwork network, CniAttachment attachment, ReadOnlyMemory<byte> result)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { MaxDepth = JsonText.MaxDepth + 4 }))
        {
            writer.WriteStartObject();
            writer.WriteString("kind"u8, Kind);
            writer.WriteString("containerId"u8, attachment.ContainerId);
            writer.WriteBase64String("config"u8, network.Text.Span);
            writer.WriteString("ifName"u8, attachment.InterfaceName);
            writer.WriteString("networkName"u8, network.Name);
            if (attachment.NetworkNamespacePath is { } path)
            {
                writer.WriteString("netns"u8, path);
            }

            WriteArguments(writer, attachment);
            writer.WritePropertyName("result"u8);
            writer.WriteRawValue(result.Span);
            writer.WriteEndObject();
        }

        Directory.CreateDirectory(Folder);
        string file = FileOf(network.Name, attachment.Id);
        // The name has a character that no container ID has, so that it is nobody's result.
        string temporary = $"{file}~{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, buffer.WrittenSpan);
        File.Move(temporary, file, overwrite: true);
    }

    /// <summary>Reads the result of an attachment; null if there is none that can be read.</summary>
    internal JsonNode? Find(string network, CniAttachmentId id)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(FileOf(network, id)), documentOptions: new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth + 4 })?["result"];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    internal void Delete(string network, CniAttachmentId id)
    {
        if (Directory.Exists(Folder))
        {
            File.Delete(FileOf(network, id));
        }
    }

    /// <summary>Lists the attachments of a network whose results are kept.</summary>
    internal IReadOnlyList<CniAttachmentId> List(string network)
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        List<CniAttachmentId> ids = [];
        foreach (string file in Directory.EnumerateFiles(Folder, network + "-*").Where(file => !file.Contains('~', StringComparison.Ordinal)))
        {
            try
            {
                JsonNode? content = JsonNode.Parse(File.ReadAllBytes(file));
                if ((string?)content?["networkName"] == network)
                {
                    ids.Add(new CniAttachmentId((string?)content?["containerId"] ?? "", (string?)content?["ifName"] ?? ""));
                }
            }
            catch (Exception e) when (e is FileNotFoundException or JsonException or InvalidOperationException)
            {
                // Deleted meanwhile, or not a result.
            }
        }

        return ids;
    }

    private static void WriteArguments(Utf8JsonWriter writer, CniAttachment attachment)
    {
        if (attachment.Arguments.Count > 0)
        {
            writer.WriteStartArray("cniArgs"u8);
            foreach ((string key, string value) in attachment.Arguments)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(key);
                writer.WriteStringValue(value);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        if (attachment.Capabilities.Count > 0)
        {
            writer.WriteStartObject("capabilityArgs"u8);
            foreach ((string key, JsonNode? value) in attachment.Capabilities)
            {
                writer.WritePropertyName(key);
                if (value is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }
    }

    private string FileOf(string network, CniAttachmentId id) => Path.Combine(Folder, $"{network}-{id.ContainerId}-{id.InterfaceName}");
}
