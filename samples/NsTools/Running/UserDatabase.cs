using System.Globalization;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples.NsTools.Running;

/// <summary>Users and groups by name; passwd(5), group(5).</summary>
internal static class UserDatabase
{
    /// <summary>The effective user of the tool.</summary>
    internal static uint User => IdMap.CurrentUser.Users[0].Outside;

    /// <summary>The effective group of the tool.</summary>
    internal static uint Group => IdMap.CurrentUser.Groups[0].Outside;

    /// <summary>Reads the id or the name of a user.</summary>
    internal static uint ParseUser(string text) => Parse(text, "/etc/passwd") ?? throw new ToolException($"failed to parse uid: '{text}'");

    /// <summary>Reads the id or the name of a group.</summary>
    internal static uint ParseGroup(string text) => Parse(text, "/etc/group") ?? throw new ToolException($"failed to parse gid: '{text}'");

    /// <summary>The name of a user; null when it has none.</summary>
    internal static string? NameOf(uint id) => Lines("/etc/passwd").FirstOrDefault(fields => fields[2] == id.ToString(CultureInfo.InvariantCulture))?[0];

    private static uint? Parse(string text, string file) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number
        : Lines(file).FirstOrDefault(fields => fields[0] == text) is { } line && uint.TryParse(line[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id) ? id
        : null;

    private static IEnumerable<string[]> Lines(string file) =>
        File.Exists(file) ? File.ReadLines(file).Select(line => line.Split(':')).Where(fields => fields.Length > 2) : [];
}
