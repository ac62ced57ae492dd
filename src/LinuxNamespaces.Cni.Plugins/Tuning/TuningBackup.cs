using System.Text.Json;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The settings of an interface before it was tuned, in the file of the reference plugin. DEL restores them.</summary>
internal sealed record TuningBackup
{
    public string? Mac { get; init; }

    public bool? Promisc { get; init; }

    public int? Mtu { get; init; }

    public bool? Allmulti { get; init; }

    public int? TxQLen { get; init; }

    internal bool IsEmpty => this == new TuningBackup();

    internal void Write(string directory, CniRequest request)
    {
        Directory.CreateDirectory(directory);
        string path = PathOf(directory, request);
        string temporary = path + "~";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, PluginJson.Default.TuningBackup));
        File.Move(temporary, path, overwrite: true);
    }

    internal static TuningBackup? Read(string directory, CniRequest request)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(directory, request)), PluginJson.Default.TuningBackup);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    internal static void Delete(string directory, CniRequest request)
    {
        if (Directory.Exists(directory))
        {
            File.Delete(PathOf(directory, request));
        }
    }

    private static string PathOf(string directory, CniRequest request) => Path.Combine(directory, $"{request.ContainerId}_{request.InterfaceName}.json");
}
