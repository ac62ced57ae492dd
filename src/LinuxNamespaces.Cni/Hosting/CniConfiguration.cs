using System.Text.Json;

namespace LinuxNamespaces.Cni;

/// <summary>The configuration on standard input: its text, and what all plugins have.</summary>
internal sealed class CniConfiguration : IDisposable
{
    private readonly JsonDocument _document;

    private CniConfiguration(ReadOnlyMemory<byte> text, JsonDocument document)
    {
        Text = text;
        _document = document;
    }

    /// <summary>The text, as delegates get it.</summary>
    internal ReadOnlyMemory<byte> Text { get; }

    internal JsonElement Root => _document.RootElement;

    internal string Version { get; private set; } = CniVersion.Unspecified;

    internal string Name { get; private set; } = "";

    internal string Type { get; private set; } = "";

    internal CniResult? PreviousResult { get; private set; }

    internal IReadOnlySet<CniAttachmentId> ValidAttachments { get; private set; } = new HashSet<CniAttachmentId>();

    /// <summary>Reads the text and the version. The rest is read by <see cref="ReadRest"/>, whose errors are reported in that version.</summary>
    internal static CniConfiguration Parse(ReadOnlyMemory<byte> text)
    {
        JsonDocument document = JsonText.Parse(text, "configuration");
        CniConfiguration configuration = new(text, document);
        try
        {
            JsonText.RequireObject(document.RootElement, "configuration");
            configuration.Version = JsonText.GetString(document.RootElement, "cniVersion") is { Length: > 0 } version ? version : CniVersion.Unspecified;
            return configuration;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>Creates a configuration that did not come as a text of this specification. The caller has validated the name.</summary>
    internal static CniConfiguration Of(string name)
    {
        CniConfiguration configuration = Parse("{}"u8.ToArray());
        configuration.Version = CniVersion.Latest;
        configuration.Name = name;
        return configuration;
    }

    /// <exception cref="CniException">A common field is missing or invalid, or the version is not supported or lacks the command.</exception>
    internal void ReadRest(CniCommand command)
    {
        if (CniVersion.IndexOf(Version) < 0)
        {
            throw new CniException(
                CniErrorCode.IncompatibleVersion, $"The version of the configuration, {JsonText.Quote(Version)}, is not supported.", $"Supported versions: {string.Join(", ", CniVersion.All)}.");
        }

        if (!CniVersion.Supports(Version, command))
        {
            throw new CniException(CniErrorCode.IncompatibleVersion, $"{CniCommands.NameOf(command)} does not exist in version {Version} of the configuration.");
        }

        Name = JsonText.GetString(Root, "name") ?? "";
        if (!CniNames.IsIdentifier(Name))
        {
            throw new CniException(
                CniErrorCode.InvalidConfiguration,
                Name.Length == 0 ? "The configuration has no 'name'." : $"The 'name' of the network is invalid: {JsonText.Quote(Name)}. It has letters, digits, '_', '.' and '-', and begins with a letter or digit.");
        }

        Type = JsonText.GetString(Root, "type") ?? "";
        PreviousResult = JsonText.Find(Root, "prevResult") is { } previous ? ResultReader.Read(previous, "prevResult.") : null;
        if (command == CniCommand.Check && PreviousResult is null)
        {
            throw new CniException(CniErrorCode.InvalidConfiguration, "CHECK needs 'prevResult', which the configuration does not have.");
        }

        if (command == CniCommand.CollectGarbage)
        {
            ValidAttachments = JsonText.GetList(Root, "cni.dev/valid-attachments", "", ReadAttachment).ToHashSet();
        }
    }

    public void Dispose() => _document.Dispose();

    private static CniAttachmentId ReadAttachment(JsonElement element, string path)
    {
        JsonText.RequireObject(element, path);
        return new CniAttachmentId(JsonText.GetString(element, "containerID", path + ".") ?? "", JsonText.GetString(element, "ifname", path + ".") ?? "");
    }
}
