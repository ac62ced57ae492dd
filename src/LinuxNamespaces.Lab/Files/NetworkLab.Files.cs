using System.Text.Json;

namespace LinuxNamespaces.Lab;

/// <content>Files.</content>
public sealed partial class NetworkLab
{
    /// <summary>Describes the lab in JSON: its nodes, its links with all addresses, and their conditions.</summary>
    /// <returns>The text, which <see cref="FromJson"/> reads.</returns>
    public string ToJson() => JsonSerializer.Serialize(LabWriter.Describe(this), LabFileJson.Default.LabModel);

    /// <summary>Creates a lab from a description in JSON. It has to be started.</summary>
    /// <param name="json">The text. Comments and trailing commas are allowed. <c>docs/lab.md</c> shows all properties.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The lab.</returns>
    /// <exception cref="JsonException">The text is not JSON, has an unknown property, or lacks one.</exception>
    /// <exception cref="FormatException">An address or a network is not valid, or a link leads to a node that does not exist.</exception>
    /// <exception cref="ArgumentException">A name, a network or an address is in use, or does not fit.</exception>
    /// <exception cref="InvalidOperationException">The text has a remote link, and <see cref="NetworkLabOptions.Machine"/> is not set.</exception>
    public static NetworkLab FromJson(string json, NetworkLabOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        LabModel model = JsonSerializer.Deserialize(json, LabFileJson.Default.LabModel) ?? throw new JsonException("The text is null, and not a lab.");
        return LabReader.Read(model, options);
    }

    /// <summary>Describes the lab in YAML, with the properties of <see cref="ToJson"/>.</summary>
    /// <returns>The text, which <see cref="FromYaml"/> reads.</returns>
    public string ToYaml() => Yaml.FromJson(JsonSerializer.SerializeToElement(LabWriter.Describe(this), LabFileJson.Default.LabModel));

    /// <summary>Creates a lab from a description in YAML. It has to be started.</summary>
    /// <param name="yaml">The text: a single document without anchors, aliases and tags.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The lab.</returns>
    /// <inheritdoc cref="FromJson" path="/exception"/>
    public static NetworkLab FromYaml(string yaml, NetworkLabOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return FromJson(Yaml.ToJson(yaml).ToJsonString(), options);
    }

    /// <summary>Creates a lab from a file. It has to be started.</summary>
    /// <param name="path">A file in YAML if its name ends in <c>.yaml</c> or <c>.yml</c>, and in JSON otherwise.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The lab.</returns>
    /// <inheritdoc cref="FromJson" path="/exception"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NetworkLab Load(string path, NetworkLabOptions? options = null)
    {
        string text = File.ReadAllText(path);
        return IsYaml(path) ? FromYaml(text, options) : FromJson(text, options);
    }

    /// <summary>Writes the description of the lab to a file.</summary>
    /// <param name="path">The file. It gets YAML if its name ends in <c>.yaml</c> or <c>.yml</c>, and JSON otherwise.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => File.WriteAllText(path, IsYaml(path) ? ToYaml() : ToJson() + "\n");

    private static bool IsYaml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path) is ".yaml" or ".yml";
    }
}
