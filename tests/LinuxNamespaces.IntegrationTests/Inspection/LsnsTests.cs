using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Inspection;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Inspection;

/// <summary>What lsns(8) shows, and what it does not.</summary>
[Collection("The kernel")]
public sealed class LsnsTests : KernelTest
{
    private const string Columns = "NS,TYPE,PATH,NPROCS,PID,PPID,COMMAND,UID,USER,NETNSID,NSFS,PNS,ONS";
    private const int Attempts = 20;

    [Fact]
    public async Task All_that_lsns_shows_is_there_with_the_same_numbers()
    {
        Require.UserNamespaces();
        await using Holder holder = await Holder.StartAsync();
        await using NamespaceProcess sleeper = NamespaceProcess.Start(
            new NamespaceProcessStartInfo("sleep", "1000") { NewNamespaces = NamespaceKinds.All, IdMap = IdMap.CurrentUserAsRoot }, TestContext.Current.CancellationToken);
        HashSet<string> different = [];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // Others work on the machine too: what changes meanwhile cannot be compared, and what is different each time is.
            NamespaceGraph graph = NamespaceGraph.Snapshot();
            Dictionary<ulong, string> before = Describe(graph);
            Dictionary<ulong, string> theirs = Lsns();
            Dictionary<ulong, string> after = Describe(NamespaceGraph.Snapshot());
            foreach (ulong inode in graph.Processes[sleeper.Id].Namespaces.Concat(graph.Processes[holder.Id].Namespaces).Select(info => info.Identity.Inode))
            {
                theirs.Should().ContainKey(inode);
            }

            // When numbers have begun anew, lsns itself may have the lowest.
            different = [.. theirs.Where(pair => !pair.Value.Contains("'lsns --json", StringComparison.Ordinal) && before.GetValueOrDefault(pair.Key) == after.GetValueOrDefault(pair.Key) && before.GetValueOrDefault(pair.Key) != pair.Value)
                .Select(pair => $"lsns: {pair.Value}\nhere: {before.GetValueOrDefault(pair.Key)}")];
            if (different.Count == 0)
            {
                return;
            }
        }

        different.Should().BeEmpty();
    }

    [Fact]
    public async Task What_lsns_does_not_show_is_there_too()
    {
        await using Holder holder = await Holder.StartAsync();
        Dictionary<ulong, string> theirs = Lsns();
        ulong[] ours = [.. NamespaceGraph.Snapshot().Namespaces.Select(info => info.Identity.Inode)];
        string[] ways = ["thread", "socket", "descriptor", "path", "mount", "lonely", "children", "parent", "child"];
        // What is mounted in a mount namespace without process is known from kernel 6.11 on.
        bool isTold = Environment.OSVersion.Version >= new Version(6, 11);
        ulong[] held = [.. ways.SelectMany(way => way == "lonely" && !isTold ? holder.All(way).Take(1) : holder.All(way))];
        ours.Should().Contain(held);
        // Newer versions show more.
        foreach (string way in ways)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{way}: lsns shows {holder.All(way).Count(theirs.ContainsKey)} of {holder.All(way).Length}");
        }

        holder.All("child").Where(theirs.ContainsKey).Should().NotBeEmpty("a process is in it");
    }

    private static Dictionary<ulong, string> Describe(NamespaceGraph graph)
    {
        InspectedProcess own = graph.Processes[Environment.ProcessId];
        NamespaceInfo here = own.Namespaces.Single(info => info.Type == NamespaceTypes.Mount);
        Dictionary<ulong, string> lines = [];
        foreach (NamespaceInfo info in graph.Namespaces)
        {
            // Lsns counts itself.
            int processes = info.ProcessCount + (own.Namespaces.Contains(info) ? 1 : 0);
            IEnumerable<string> mounts = info.Holders.Where(holder => holder.Kind == NamespaceHolderKinds.Mount && holder.Namespace == here).Select(holder => holder.MountPoint!);
            lines.Add(info.Identity.Inode, Line(ForeignThreads.NameOf(info.Type), info.Path, processes, info.Process?.ProcessId, info.Process?.ParentProcessId, info.Command,
                info.UserId, info.UserName, info.NetNsId, mounts, info.Parent?.Identity.Inode, info.Owner?.Identity.Inode));
        }

        return lines;
    }

    private static Dictionary<ulong, string> Lsns()
    {
        Dictionary<ulong, string> lines = [];
        foreach (JsonElement row in JsonDocument.Parse(Tool.Run("lsns", "--json", "--list", "--output", Columns)).RootElement.GetProperty("namespaces").EnumerateArray())
        {
            string[] mounts = row.Find("nsfs") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => item.ToString())] : row.Text("nsfs")?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
            ulong? Related(string name) => row.Text(name) is { Length: > 0 } text && text != "0" ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;
            lines.Add((ulong)row.Number("ns")!, Line(row.Text("type"), row.Text("path"), row.Text("nprocs"), row.Text("pid"), row.Text("ppid") is "0" ? null : row.Text("ppid"), row.Text("command"),
                row.Text("uid"), row.Text("user"), row.Text("netnsid") is "unassigned" ? null : row.Text("netnsid"), mounts.Where(mount => mount.Length > 0), Related("pns"), Related("ons")));
        }

        return lines;
    }

    private static string Line(
        string? type, object? path, object? processes, object? process, object? parent, string? command, object? user, object? userName, object? netNsId,
        IEnumerable<string> mounts, object? above, object? owner)
    {
        // Control characters are not written the same way, and long lines are not of the same length.
        const int longest = 1000;
        string words = command is null || command.Any(char.IsControl) ? string.Empty : command.TrimEnd();
        return string.Create(CultureInfo.InvariantCulture, $"{type} {path} processes={processes} {process}<{parent} user={user}({userName}) nsid={netNsId} mounts={string.Join(',', mounts.Order(StringComparer.Ordinal))} parent={above} owner={owner} '{words[..Math.Min(longest, words.Length)]}'");
    }
}
