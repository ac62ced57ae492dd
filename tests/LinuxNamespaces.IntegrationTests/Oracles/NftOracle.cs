using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The rules of a namespace, as nft(8) sees them.</summary>
internal static partial class NftOracle
{
    /// <summary>All rules, without what the kernel numbers.</summary>
    internal static string[] List(NetNamespace netNamespace)
    {
        JsonArray list = JsonNode.Parse(Tool.RunIn(netNamespace, "nft", "-j", "list", "ruleset"))!["nftables"]!.AsArray();
        return [.. list.Select(item => item!.AsObject()).Where(item => !item.ContainsKey("metainfo")).Select(Normalize)];
    }

    internal static void Load(NetNamespace netNamespace, string rules)
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "rules.nft");
        File.WriteAllText(file, rules);
        File.SetUnixFileMode(directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Tool.RunIn(netNamespace, "nft", "-f", file);
    }

    private static string Normalize(JsonObject item)
    {
        foreach (JsonNode? value in item.Select(property => property.Value))
        {
            value!.AsObject().Remove("handle");
        }

        return Expiration().Replace(item.ToJsonString(), string.Empty);
    }

    [GeneratedRegex("\"expires\":[0-9]+,?")]
    private static partial Regex Expiration();
}
