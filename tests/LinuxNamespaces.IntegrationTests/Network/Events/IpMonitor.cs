using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

/// <summary>What ip-monitor(8) tells of a namespace.</summary>
internal sealed partial class IpMonitor : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    // A test makes rules of these priorities to find its place in the output.
    private const int FirstMark = 21_000;

    private readonly NetNamespace _namespace;
    private readonly Process _process;
    private int _mark = FirstMark;

    private IpMonitor(NetNamespace netNamespace)
    {
        _namespace = netNamespace;
        string[] command = [.. Tool.Enter(netNamespace), "ip", "-o", "monitor", "label", "link", "address", "route", "rule", "neigh", "nexthop"];
        _process = Process.Start(new ProcessStartInfo("nsenter", command) { RedirectStandardOutput = true })!;
    }

    /// <summary>Starts the program and waits until it listens.</summary>
    internal static async Task<IpMonitor> StartAsync(NetNamespace netNamespace)
    {
        Require.Program("nsenter");
        Require.Program("ip");
        IpMonitor monitor = new(netNamespace);
        Task<List<IpChange>> first = monitor.ReadToMarkAsync(FirstMark);
        while (!first.IsCompleted)
        {
            // What is changed before is not told.
            monitor.AddMark(FirstMark);
            monitor._namespace.Rules.Flush(new() { Priority = FirstMark });
            await Task.WhenAny(first, Task.Delay(20));
        }

        await first;
        return monitor;
    }

    /// <summary>Makes a change that both tell, after all others.</summary>
    internal int AddMark()
    {
        AddMark(++_mark);
        return _mark;
    }

    internal static bool IsMark(int priority) => priority >= FirstMark;

    /// <summary>Reads what was told before a mark.</summary>
    internal async Task<List<IpChange>> ReadToMarkAsync(int mark)
    {
        List<IpChange> changes = [];
        while (true)
        {
            string line = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_limit) ?? throw new InvalidOperationException("ip monitor has ended.");
            if (Parse(line) is not { } change)
            {
                continue;
            }

            if (change.Key == $"rule {mark}")
            {
                return changes;
            }

            if (!change.Key.StartsWith("rule ", StringComparison.Ordinal) || !IsMark(int.Parse(change.Key[5..], null)))
            {
                changes.Add(change);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Reads a line such as <c>[ROUTE]Deleted 10.9.0.0/16 via 10.0.0.3 dev a0</c>; null for what is no event here.</summary>
    internal static IpChange? Parse(string line)
    {
        Match match = Line().Match(line);
        string text = match.Groups["text"].Value;
        string[] words = text.Split((char[])[' ', '\t', '\\'], StringSplitOptions.RemoveEmptyEntries);
        string? key = match.Groups["label"].Value switch
        {
            // A bridge tells the state of its port in a message that lacks the rest of the link.
            "LINK" => text.Contains(" group ", StringComparison.Ordinal) ? $"link {words[0].TrimEnd(':')}" : null,
            "ADDR" => $"address {words[0].TrimEnd(':')} {words[3]}",
            "ROUTE" => RouteKey(words),
            "RULE" => $"rule {words[0].TrimEnd(':')}",
            // The first are entries of a bridge, and the others need no link-layer address.
            "NEIGH" => words[0] == "dev" || IsMulticast(words[0]) ? null : $"neighbour {words[0]} {After(words, "dev")}",
            "NEXTHOP" => $"nexthop {words[1]}",
            _ => throw new InvalidDataException($"ip monitor says '{line}'."),
        };
        return key is null ? null : new IpChange(key, match.Groups["deleted"].Success);
    }

    internal static string RouteKey(IPNetwork destination, string? link, long table, long metric) => $"route {destination} dev {link} table {table} metric {metric}";

    internal static bool IsMulticast(string address) => IPAddress.Parse(address) is { IsIPv6Multicast: true };

    private void AddMark(int priority) => _namespace.Rules.Add(new(System.Net.Sockets.AddressFamily.InterNetwork) { Priority = priority, Table = 9 });

    private static string RouteKey(string[] words)
    {
        // Before it is the type, unless it is unicast. The preference is that of IPv6.
        string destination = Array.Find(words, word => word == "default" || word.AsSpan().IndexOfAny('.', ':') >= 0)!;
        destination = destination != "default" ? destination : words.Contains("pref") ? "::/0" : "0.0.0.0/0";
        IPNetwork network = destination.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(destination) : new(IPAddress.Parse(destination), destination.Contains(':', StringComparison.Ordinal) ? 128 : 32);
        int paths = Array.IndexOf(words, "nexthop");
        long table = After(words, "table") switch
        {
            null => Route.MainTable,
            "local" => Route.LocalTable,
            { } number => long.Parse(number, null),
        };
        return RouteKey(network, After(words[..(paths < 0 ? words.Length : paths)], "dev"), table, long.Parse(After(words, "metric") ?? "0", null));
    }

    private static string? After(string[] words, string name) => Array.IndexOf(words, name) is >= 0 and int index ? words[index + 1] : null;

    [GeneratedRegex(@"^\[(?<label>\w+)\](?<deleted>Deleted )?(?<text>.*)$")]
    private static partial Regex Line();
}

/// <param name="Key">What identifies the object.</param>
/// <param name="IsRemoval">Whether the object is gone.</param>
internal sealed record IpChange(string Key, bool IsRemoval);
