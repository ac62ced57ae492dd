using System.Text;
using System.Text.Json;

namespace LinuxNamespaces.Cni.Tests;

/// <summary>What a plugin answered.</summary>
internal sealed record Answer(int ExitCode, string Output)
{
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    internal int Code => Json.GetProperty("code").GetInt32();

    internal string Message => Json.GetProperty("msg").GetString()!;

    internal CniResult Result => ExitCode == 0 ? CniResult.Parse(Encoding.UTF8.GetBytes(Output)) : throw new InvalidOperationException(Output);

    /// <summary>Runs a plugin in this process, on this thread.</summary>
    internal static Answer Of(CniPluginHandler plugin, IReadOnlyDictionary<string, string?> variables, string configuration, CniHostOptions? options = null)
    {
        using MemoryStream input = new(Encoding.UTF8.GetBytes(configuration));
        using MemoryStream output = new();
        int code = CniHost.Run(plugin, options ?? new CniHostOptions(), variables.GetValueOrDefault, input, output);
        return new Answer(code, Encoding.UTF8.GetString(output.ToArray()));
    }
}
