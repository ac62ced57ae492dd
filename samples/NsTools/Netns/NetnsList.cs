using System.Globalization;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>What is listed of network namespaces.</summary>
internal static class NetnsList
{
    /// <summary>The names, with the ids that the namespace which acts has for them.</summary>
    internal static int Names(NetnsOptions options)
    {
        // ip(8) asks for the ids once for all names, and then once for each.
        _ = Read(options);
        (string Name, int? Id)[] all = Read(options);
        Print(options, all.Select(entry => $"{entry.Name}{(entry.Id is { } id ? $" (id: {id})" : string.Empty)}"), all.Select(entry => new (string, object?)[] { ("name", entry.Name), ("id", entry.Id) }));
        return 0;
    }

    /// <summary>The ids that the namespace which acts has given, or one that it has an id for, and the names that go with them.</summary>
    internal static int Ids(NetnsOptions options, string[] words)
    {
        Dictionary<string, int> given = ParseIds(words);
        int? wanted = given.TryGetValue("nsid", out int id) ? id : null;
        int? target = given.TryGetValue("target-nsid", out int targetId) ? targetId : null;
        ILookup<int, string> names = Read(options).Where(entry => entry.Id is not null).ToLookup(entry => entry.Id!.Value, entry => entry.Name);
        using NetNamespace host = OpenHost(options);
        if (wanted is not null && !host.ListIds().Contains(wanted.Value))
        {
            throw new ToolException("Error: Peer netns reference is invalid.", NetnsTool.KernelRefused);
        }

        (int? Id, int? Own)[] all = [.. List(options, host, target, wanted).Where(entry => wanted is null || wanted == (target is null ? entry.Id : entry.Own))];
        if (wanted is not null && all.Length == 0)
        {
            // The other namespace has no id for what is known here.
            all = [(null, wanted)];
        }

        Print(options,
            all.Select(entry => $"nsid {(entry.Id is { } known ? known : "unassigned")} {(entry.Own is { } own ? $"current-nsid {own} " : string.Empty)}{(NameOf(entry) is { } name ? $"(iproute2 netns name: {name})" : string.Empty)}"),
            all.Select(entry => new (string, object?)[] { ("nsid", entry.Id), ("current-nsid", entry.Own), ("name", NameOf(entry)) }));
        return 0;

        string? NameOf((int? Id, int? Own) entry) => (target is null ? entry.Id : entry.Own) is { } known ? names[known].FirstOrDefault() : null;
    }

    /// <summary>The name of the network namespace of a process: the last one found.</summary>
    internal static int Identify(NetnsOptions options, string? processId)
    {
        using NetNamespace own = processId is null ? OpenHost(options)
            : processId.Length > 0 && processId.All(char.IsAsciiDigit) ? OpenProcess(processId)
            : throw new ToolException($"Specified string '{processId}' is not a pid");
        // An empty line for none, as ip(8) prints.
        Output.Text.WriteLine(AsFound().LastOrDefault(name => Try(() => NetNamespace.Open(name), own.Equals)));
        return 0;
    }

    /// <summary>The processes in a network namespace.</summary>
    internal static int Processes(NetNamespace target)
    {
        IEnumerable<int> ids = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Try(() => NetNamespace.OpenProcess(id), target.Equals));
        foreach (int id in ids)
        {
            Output.Text.WriteLine(id);
        }

        return 0;
    }

    /// <summary>The names as they are in the directory: ip(8) does not sort them.</summary>
    internal static string[] AsFound() =>
        Directory.Exists(NetnsDirectory.Path) ? [.. Directory.EnumerateFileSystemEntries(NetnsDirectory.Path).Select(path => Path.GetFileName(path))] : [];

    internal static NetNamespace OpenHost(NetnsOptions options) => options.Namespace is { } name ? NetnsTool.Open(name, NetnsTool.WrongUsage) : NetNamespace.OpenCurrent();

    private static void Print(NetnsOptions options, IEnumerable<string> lines, IEnumerable<(string, object?)[]> objects)
    {
        foreach (string line in options.IsJson ? [NetnsJson.Format(objects, options.IsPretty)] : lines)
        {
            Output.Text.WriteLine(line);
        }
    }

    private static (string Name, int? Id)[] Read(NetnsOptions options)
    {
        using NetNamespace host = OpenHost(options);
        List<(string Name, int? Id)> all = [];
        foreach (string name in AsFound())
        {
            int? id = null;
            try
            {
                using NetNamespace other = NetNamespace.Open(name);
                id = host.FindId(other);
            }
            catch (LinuxException)
            {
                // It may go at any time, or be another's.
            }
            catch (InvalidDataException)
            {
                // Its mount is gone.
                Output.WriteError("Error: Peer netns reference is invalid.\n");
            }

            all.Add((name, id));
        }

        return [.. all];
    }

    private static NetNamespace OpenProcess(string processId)
    {
        try
        {
            return int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0 ? NetNamespace.OpenProcess(id) : throw Refused(Errno.ENOENT);
        }
        catch (LinuxException e)
        {
            throw Refused(e.Errno);
        }

        static ToolException Refused(Errno error) => new($"Cannot open network namespace: {error.Description}");
    }

    // A process may end and a name may go at any time, or be another's.
    private static bool Try(Func<NetNamespace> open, Func<NetNamespace, bool> condition)
    {
        try
        {
            using NetNamespace other = open();
            return condition(other);
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
            return false;
        }
    }

    private static IEnumerable<(int? Id, int? Own)> List(NetnsOptions options, NetNamespace host, int? target, int? wanted)
    {
        try
        {
            return target is { } id ? host.ListIds(id).Select(known => ((int?)known.Id, known.OwnId)) : host.ListIds().Select(known => ((int?)known, (int?)null));
        }
        catch (NetlinkException e) when (e.Errno == Errno.EINVAL || e.Errno == Errno.EACCES)
        {
            if (wanted is not null)
            {
                throw new ToolException("Error: Target netns reference is invalid.", NetnsTool.KernelRefused);
            }

            if (options.IsJson)
            {
                Print(options, [], []);
            }

            throw new ToolException("Error: Invalid target network namespace id.\nDump terminated");
        }
    }

    private static Dictionary<string, int> ParseIds(string[] words)
    {
        Dictionary<string, int> given = new(StringComparer.Ordinal);
        for (int i = 0; i < words.Length; i += 2)
        {
            string word = words[i];
            if (word is not ("nsid" or "target-nsid"))
            {
                throw new ToolException(NetnsUsage.Text, NetnsTool.WrongUsage);
            }

            if (given.ContainsKey(word))
            {
                throw new ToolException($"Error: duplicate \"{word}\": \"{word}\" is the second value.", NetnsTool.WrongUsage);
            }

            string text = words.ElementAtOrDefault(i + 1) ?? throw new ToolException("Command line is not complete. Try option \"help\"", NetnsTool.WrongUsage);
            given[word] = CNumber.TryParse(text) switch
            {
                null => throw new ToolException($"Error: argument \"{text}\" is wrong: \"{word}\" value is invalid", NetnsTool.WrongUsage),
                < 0 => throw new ToolException($"Error: argument \"{text}\" is wrong: \"{word}\" value should be >= 0", NetnsTool.WrongUsage),
                int number => number,
            };
        }

        return given;
    }
}
