using System.Text.Json;
using System.Text.Json.Nodes;

namespace LinuxNamespaces.Cni;

/// <summary>The configuration of a network: a list of plugins that are called in order.</summary>
/// <remarks>A configuration of a single plugin is a list of one.</remarks>
public sealed class CniNetwork
{
    private readonly List<JsonObject> _plugins;

    private CniNetwork(ReadOnlyMemory<byte> text, string name, string version, List<JsonObject> plugins)
    {
        Text = text;
        Name = name;
        Version = version;
        _plugins = plugins;
    }

    /// <summary>Gets the name of the network.</summary>
    public string Name { get; }

    /// <summary>Gets the version of the specification: the highest that the configuration allows and this library supports.</summary>
    public string Version { get; }

    /// <summary>Gets the types of the plugins, in the order of ADD.</summary>
    public IReadOnlyList<string> PluginTypes => [.. _plugins.Select(plugin => (string)plugin["type"]!)];

    /// <summary>Gets whether CHECK does nothing.</summary>
    public bool DisableCheck { get; private init; }

    /// <summary>Gets whether GC does nothing.</summary>
    public bool DisableGarbageCollection { get; private init; }

    internal ReadOnlyMemory<byte> Text { get; }

    internal IReadOnlyList<JsonObject> Plugins => _plugins;

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">The text: a list (.conflist) or a single plugin (.conf).</param>
    /// <returns>The network.</returns>
    /// <exception cref="CniException">The text is not a valid configuration, or no version that it allows is supported.</exception>
    public static CniNetwork Parse(ReadOnlyMemory<byte> json) => Parse(json, directory: null);

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The network.</returns>
    /// <remarks>
    /// Unless <c>loadOnlyInlinedPlugins</c> is set, the plugins in the directory beside the file that has the name of the network, if there is
    /// one, follow those of the list.
    /// </remarks>
    /// <exception cref="CniException">The file is not a valid configuration, or no version that it allows is supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CniNetwork Load(string path) => Parse(File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path)));

    /// <summary>Reads all configuration files of a directory, in the order of their names.</summary>
    /// <param name="directory">The directory, such as <c>/etc/cni/net.d</c>.</param>
    /// <returns>The networks of files that end with .conflist, .conf or .json.</returns>
    /// <exception cref="CniException">A file is not a valid configuration.</exception>
    /// <exception cref="IOException">A file or the directory cannot be read.</exception>
    public static IReadOnlyList<CniNetwork> LoadDirectory(string directory) => [.. ConfigurationFiles(directory).Select(Load)];

    private static CniNetwork Parse(ReadOnlyMemory<byte> json, string? directory)
    {
        using JsonDocument document = JsonText.Parse(json, "network configuration");
        JsonElement root = JsonText.RequireObject(document.RootElement, "network configuration");
        string name = JsonText.GetString(root, "name") ?? "";
        if (!CniNames.IsIdentifier(name))
        {
            throw new CniException(CniErrorCode.InvalidConfiguration, $"The 'name' of the network is missing or invalid: {JsonText.Quote(name)}.");
        }

        bool isList = JsonText.Find(root, "plugins") is not null;
        List<JsonObject> plugins = [.. isList ? JsonText.GetList(root, "plugins", "", ReadPlugin) : [ReadPlugin(root, "")]];
        if (isList && directory is not null && !JsonText.GetBoolean(root, "loadOnlyInlinedPlugins") && Path.Combine(directory, name) is var more && Directory.Exists(more))
        {
            plugins.AddRange(ConfigurationFiles(more).Select(ReadPluginFile));
        }

        return plugins.Count == 0
            ? throw new CniException(CniErrorCode.InvalidConfiguration, $"The network '{name}' has no plugins.")
            : new CniNetwork(json, name, ChooseVersion(root), plugins)
            {
                DisableCheck = GetFlag(root, "disableCheck"),
                DisableGarbageCollection = GetFlag(root, "disableGC"),
            };
    }

    private static IEnumerable<string> ConfigurationFiles(string directory) =>
        Directory.EnumerateFiles(directory).Where(file => Path.GetExtension(file) is ".conflist" or ".conf" or ".json").Order(StringComparer.Ordinal);

    private static JsonObject ReadPluginFile(string path)
    {
        using JsonDocument document = JsonText.Parse(File.ReadAllBytes(path), $"plugin configuration '{path}'");
        return ReadPlugin(document.RootElement, "");
    }

    private static JsonObject ReadPlugin(JsonElement element, string path)
    {
        JsonText.RequireObject(element, path.Length == 0 ? "configuration" : path);
        string type = JsonText.GetString(element, "type", path.Length == 0 ? "" : path + ".") ?? "";
        return CniNames.IsPluginType(type)
            ? JsonObject.Create(element.Clone())!
            : throw new CniException(CniErrorCode.InvalidConfiguration, $"The plugin type is missing or not a file name: {JsonText.Quote(type)}.");
    }

    private static string ChooseVersion(JsonElement root)
    {
        IReadOnlyList<string> allowed = [.. JsonText.GetStrings(root, "cniVersions", ""), JsonText.GetString(root, "cniVersion") ?? CniVersion.Unspecified];
        return CniVersion.All.LastOrDefault(allowed.Contains)
            ?? throw new CniException(CniErrorCode.IncompatibleVersion, $"No version of the configuration is supported: {string.Join(", ", allowed.Select(JsonText.Quote))}.");
    }

    /// <summary>Reads a switch. Other runtimes accept the words as strings.</summary>
    private static bool GetFlag(JsonElement root, string name) =>
        JsonText.Find(root, name) is { ValueKind: JsonValueKind.String } text ? text.ValueEquals("true"u8) : JsonText.GetBoolean(root, name);
}
