using System.Globalization;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Running;

/// <summary>
/// Users and groups by name; passwd(5), group(5). What is not in the files is asked of getent(1): in a program that is linked
/// statically, what getpwuid(3) loads besides (nss-systemd) crashes.
/// </summary>
internal static class UserDatabase
{
    private const int NameField = 0;
    private const int IdField = 2;

    private static readonly Dictionary<uint, string?> s_names = [];

    /// <summary>The effective user of the tool.</summary>
    internal static uint User { get; } = IdMap.CurrentUser.Users[0].Outside;

    /// <summary>The effective group of the tool.</summary>
    internal static uint Group { get; } = IdMap.CurrentUser.Groups[0].Outside;

    /// <summary>Gets the shell of the user that runs the tool.</summary>
    internal static string Shell => Find("passwd", IdField, Format(User)) is [.., { Length: > 0 } shell] ? shell : "/bin/sh";

    /// <summary>Reads the id or the name of a user.</summary>
    internal static uint ParseUser(string text) => Parse(text, "passwd") ?? throw new ToolException($"failed to parse uid '{text}'");

    /// <summary>Reads the id or the name of a group.</summary>
    internal static uint ParseGroup(string text) => Parse(text, "group") ?? throw new ToolException($"failed to parse gid '{text}'");

    /// <summary>The name of a user; null when it has none.</summary>
    internal static string? NameOf(uint id)
    {
        if (!s_names.TryGetValue(id, out string? name))
        {
            s_names[id] = name = Find("passwd", IdField, Format(id))?[NameField];
        }

        return name;
    }

    private static string Format(uint id) => id.ToString(CultureInfo.InvariantCulture);

    private static uint? Parse(string text, string database) =>
        Numbers.TryParseId(text) ?? (Find(database, NameField, text) is { } entry ? Numbers.TryParseId(entry[IdField]) : null);

    private static string[]? Find(string database, int field, string text) =>
        Entries(Lines($"/etc/{database}")).Concat(Entries(Ask(database, text))).FirstOrDefault(entry => entry[field] == text);

    private static IEnumerable<string[]> Entries(IEnumerable<string> lines) => lines.Select(line => line.Split(':')).Where(fields => fields.Length > IdField);

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];

    private static IEnumerable<string> Ask(string database, string key)
    {
        // The PATH of root may have directories of others.
        NamespaceProcessStartInfo info = new(Environment.IsPrivilegedProcess ? "/usr/bin/getent" : "getent", database, "--", key) { StandardOutput = ProcessStream.Pipe, StandardError = ProcessStream.Null };
        string answer;
        try
        {
            using NamespaceProcess process = NamespaceProcess.Start(info);
            using StreamReader reader = new(process.StandardOutput.AsStream());
            answer = reader.ReadToEnd();
            process.WaitForExit();
        }
        catch (LinuxException)
        {
            // Not every machine has it.
            yield break;
        }

        yield return answer.TrimEnd('\n');
    }
}
