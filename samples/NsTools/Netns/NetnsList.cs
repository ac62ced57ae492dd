using System.Globalization;
using System.Text.Json;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>What is listed of network namespaces.</summary>
internal static class NetnsList
{
    private const string NamedNamespaces = "/run/netns";

    /// <summary>The names, with the ids that the caller's namespace has for them.</summary>
    internal static int Names(bool json)
    {
        (string Name, int? Id)[] all = Read();
        if (json)
        {
            Console.WriteLine($"[{string.Join(',', all.Select(entry => $"{{\"name\":{Quote(entry.Name)}{(entry.Id is { } id ? $",\"id\":{id}" : string.Empty)}}}"))}]");
            return 0;
        }

        foreach ((string name, int? id) in all)
        {
            Console.WriteLine(id is null ? name : $"{name} (id: {id})");
        }

        return 0;
    }

    /// <summary>The ids that the caller's namespace has given, or one that it has an id for, and the names that go with them.</summary>
    internal static int Ids(bool json, string[] words)
    {
        (int? wanted, int? target) = (null, null);
        for (int i = 0; i < words.Length; i += 2)
        {
            switch (words[i])
            {
                case "nsid":
                    wanted = ParseId(words, i);
                    break;
                case "target-nsid":
                    target = ParseId(words, i);
                    break;
                default:
                    throw new ToolException(NetnsUsage.Text, exitCode: 255);
            }
        }

        using NetNamespace host = NetNamespace.OpenCurrent();
        ILookup<int, string> names = Read().Where(entry => entry.Id is not null).ToLookup(entry => entry.Id!.Value, entry => entry.Name);
        (int Id, int? Own, string? Name)[] all = [.. List(host, target)
            .Where(entry => wanted is null || wanted == (target is null ? entry.Id : entry.Own))
            .Select(entry => (entry.Id, entry.Own, (target is null ? entry.Id : entry.Own) is { } own ? names[own].FirstOrDefault() : null))];
        if (wanted is not null && all.Length == 0)
        {
            throw new ToolException("Error: Peer netns reference is invalid.", exitCode: 2);
        }

        if (json)
        {
            Console.WriteLine($"[{string.Join(',', all.Select(entry => $"{{\"nsid\":{entry.Id}{(entry.Own is { } own ? $",\"current-nsid\":{own}" : string.Empty)}{(entry.Name is null ? string.Empty : $",\"name\":{Quote(entry.Name)}")}}}"))}]");
            return 0;
        }

        foreach ((int id, int? own, string? name) in all)
        {
            Console.WriteLine($"nsid {id} {(own is null ? string.Empty : $"current-nsid {own} ")}{(name is null ? string.Empty : $"(iproute2 netns name: {name})")}");
        }

        return 0;
    }

    /// <summary>The names of the network namespace of a process.</summary>
    internal static int Identify(string? processId)
    {
        int id = processId is null ? Environment.ProcessId
            : int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
            : throw new ToolException($"Specified string '{processId}' is not a pid");
        using NetNamespace own = OpenProcess(id);

        string[] names = [.. Named().Where(entry => entry.Namespace.Equals(own)).Select(entry => entry.Name)];
        // An empty line for none, as ip(8) prints.
        Print(names.Length > 0 ? names : [string.Empty]);
        return 0;
    }

    /// <summary>The processes in a network namespace.</summary>
    internal static int Processes(NetNamespace target)
    {
        IEnumerable<int> ids = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0)
            .Where(id =>
            {
                using NetNamespace? other = Open(id);
                return target.Equals(other);
            });
        Print(ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        return 0;
    }

    private static void Print(IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            Console.WriteLine(value);
        }
    }

    private static (string Name, int? Id)[] Read()
    {
        // ip(8) does not sort them.
        string[] asFound = Directory.Exists(NamedNamespaces) ? [.. Directory.EnumerateFileSystemEntries(NamedNamespaces).Select(path => Path.GetFileName(path))] : [];
        using NetNamespace host = NetNamespace.OpenCurrent();
        HashSet<string> names = [.. NetNamespace.List()];
        List<(string Name, int? Id)> all = [];
        foreach ((string name, NetNamespace other) in Named())
        {
            all.Add((name, host.FindId(other)));
            names.Remove(name);
        }

        // Names whose mount is gone.
        all.AddRange(names.Select(name => (name, (int?)null)));
        return [.. all.OrderBy(entry => Array.IndexOf(asFound, entry.Name))];
    }

    private static IEnumerable<(string Name, NetNamespace Namespace)> Named()
    {
        foreach (string name in NetNamespace.List())
        {
            using NetNamespace? other = Try(() => NetNamespace.Open(name));
            if (other is not null)
            {
                yield return (name, other);
            }
        }
    }

    private static NetNamespace OpenProcess(int id)
    {
        try
        {
            return NetNamespace.OpenProcess(id);
        }
        catch (LinuxException e)
        {
            throw new ToolException($"Cannot open network namespace: {e.Errno.Description}");
        }
    }

    private static NetNamespace? Open(int processId) => Try(() => NetNamespace.OpenProcess(processId));

    // A process may end and a name may go at any time, or be another's.
    private static NetNamespace? Try(Func<NetNamespace> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
            return null;
        }
    }

    private static IEnumerable<(int Id, int? Own)> List(NetNamespace host, int? target)
    {
        try
        {
            return target is { } id ? host.ListIds(id) : host.ListIds().Select(known => (known, (int?)null));
        }
        catch (NetlinkException e) when (e.Errno == Errno.EINVAL)
        {
            throw new ToolException("Error: Invalid target network namespace id.\nDump terminated");
        }
    }

    private static int ParseId(string[] words, int index)
    {
        string text = words.ElementAtOrDefault(index + 1) ?? throw new ToolException("Command line is not complete. Try option \"help\"", exitCode: 255);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id
            : throw new ToolException($"Error: argument \"{text}\" is wrong: \"{words[index]}\" value is invalid", exitCode: 255);
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
