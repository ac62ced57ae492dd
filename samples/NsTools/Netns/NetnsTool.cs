using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>Network namespaces with names; ip-netns(8).</summary>
internal sealed class NetnsTool : Tool
{
    internal const int WrongUsage = 255;
    internal const int KernelRefused = 2;

    private static readonly string[] s_verbs = ["list", "show", "lst", "list-id", "help", "add", "set", "delete", "identify", "pids", "exec", "monitor", "attach"];

    internal override string Name => "netns";

    internal override string Synopsis => "[-j [-p]] [-n NAME] [[-force] -b FILE] list|add|attach|set|delete|identify|pids|exec|monitor|list-id [ARGUMENT...]";

    internal override string Purpose => "Manage network namespaces that have names.";

    internal override Option[] Options { get; } =
    [
        new("json", "print JSON", 'j'),
        new("pretty", "print JSON in lines", 'p'),
        new("netns", "act in the network namespace of that name", 'n', ArgumentRule.Required, "<name>"),
        new("all", "with delete and exec: do it for every name", 'a'),
        new("batch", "read commands from a file, or from standard input (-)", 'b', ArgumentRule.Required, "<file>"),
        new("force", "with --batch: go on after a command that fails"),
        new("help", "display this help", 'h'),
        new("version", "display version", 'V'),
    ];

    internal override int UsageExitCode => WrongUsage;

    // As ip(8), which does not say its name.
    internal override bool SaysItsName => false;

    internal override int Run(string[] args)
    {
        NetnsOptions options = NetnsOptions.Read(args);
        if (options.Information is { } asked)
        {
            Information.Write(this, asked);
            return 0;
        }

        RequireHost(options);
        return options.BatchFile is { } file
            ? NetnsBatch.Run(file, options.IsForced, words => Tools.Tell(this, () => Act(options, words, NetnsExec.Wait)))
            : Act(options, options.Words, NetnsExec.Exec);
    }

    /// <param name="words">The verb and what follows it.</param>
    /// <param name="exec">Does what "exec" with a name asks for.</param>
    private static int Act(NetnsOptions options, IReadOnlyList<string> words, Func<string[], int> exec)
    {
        bool all = options.IsAll;
        string given = words.Count > 0 ? words[0] : "list";
        string[] rest = [.. words.Skip(1)];
        if (rest.Length > 0 && !all)
        {
            RequireName(rest[0]);
        }

        // The beginning of a word is enough.
        string? verb = given.Length == 0 ? null : Array.Find(s_verbs, known => known.StartsWith(given, StringComparison.Ordinal));
        return verb switch
        {
            "list" or "show" or "lst" => NetnsList.Names(options),
            "list-id" => NetnsList.Ids(options, rest),
            "add" => Add(Required(rest, 0, "No netns name specified")),
            "attach" => rest.Length > 1 ? Attach(rest[0], rest[1]) : throw new ToolException("No netns name and PID specified"),
            "set" => Set(options, Required(rest, 0, "No netns name specified"), Required(rest, 1, "No nsid specified")),
            "delete" => all ? ForAll(Delete) : Delete(Required(rest, 0, "No netns name specified")),
            "identify" => rest.Length < 2 ? NetnsList.Identify(options, rest.FirstOrDefault()) : throw new ToolException("extra arguments specified"),
            "pids" => rest.Length < 2 ? Processes(Required(rest, 0, "No netns name specified")) : throw new ToolException("extra arguments specified"),
            "exec" => all ? RunInAll(rest) : exec(rest),
            "monitor" => NetnsMonitor.Run(),
            "help" => throw new ToolException(NetnsUsage.Text, WrongUsage),
            _ => throw new ToolException($"Command \"{given}\" is unknown, try \"ip netns help\".", WrongUsage),
        };
    }

    private static void RequireHost(NetnsOptions options)
    {
        if (options.Namespace is null)
        {
            return;
        }

        using NetNamespace host = NetnsList.OpenHost(options);
        try
        {
            _ = host.ListIds();
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            throw new ToolException($"setting the network namespace \"{options.Namespace}\" failed: {e.Errno.Description}", WrongUsage);
        }
    }

    // Whatever is done with it.
    private static void RequireName(string name)
    {
        try
        {
            _ = NetNamespace.Exists(name);
        }
        catch (ArgumentException)
        {
            throw new ToolException($"Invalid netns name \"{name}\"", WrongUsage);
        }
    }

    internal static string Required(string[] words, int index, string message) => words.ElementAtOrDefault(index) ?? throw new ToolException(message);

    internal static NetNamespace Open(string name, int exitCode = 1, bool naming = true)
    {
        try
        {
            return NetNamespace.Open(name);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException && Path.Exists($"{NetnsDirectory.Path}/{name}"))
        {
            throw new ToolException($"setting the network namespace \"{name}\" failed: {Errno.EINVAL.Description}", exitCode);
        }
        catch (Exception e) when (e is LinuxException or ArgumentException)
        {
            Errno error = (e as LinuxException)?.Errno ?? Errno.ENOENT;
            throw new ToolException($"Cannot open network namespace{(naming ? $" \"{name}\"" : string.Empty)}: {error.Description}", exitCode);
        }
    }

    private static int Add(string name)
    {
        NetnsDirectory.Require();
        return Named(name, () => NetNamespace.Create(name).Dispose(), "create namespace file");
    }

    private static int Attach(string name, string processId)
    {
        int id = CNumber.TryParse(processId) is { } number and not 0 ? number : throw new ToolException($"Invalid PID: {processId}");
        NetnsDirectory.Require();
        if (Path.Exists($"/run/netns/{name}"))
        {
            throw new ToolException($"Cannot create namespace file \"/run/netns/{name}\": {Errno.EEXIST.Description}");
        }

        using NetNamespace other = OpenProcess(id, name);
        return Named(name, () => other.AddName(name), "create namespace file");
    }

    private static NetNamespace OpenProcess(int id, string name)
    {
        try
        {
            return id > 0 ? NetNamespace.OpenProcess(id) : throw Refused(Errno.ENOENT);
        }
        catch (LinuxException e)
        {
            throw Refused(e.Errno);
        }

        ToolException Refused(Errno error) => new($"Bind /proc/{id}/ns/net -> /run/netns/{name} failed: {error.Description}");
    }

    // A name without a mount has no processes.
    private static int Processes(string name)
    {
        if (Path.Exists($"/run/netns/{name}") && !NetNamespace.Exists(name))
        {
            return 0;
        }

        using NetNamespace target = Open(name, naming: false);
        return NetnsList.Processes(target);
    }

    private static int Delete(string name) => Named(name, () => NetNamespace.Delete(name), "remove namespace file");

    private static int Named(string name, Action action, string what)
    {
        try
        {
            action();
            return 0;
        }
        catch (LinuxException e)
        {
            throw new ToolException($"Cannot {what} \"/run/netns/{name}\": {e.Errno.Description}");
        }
    }

    private static int Set(NetnsOptions options, string name, string text)
    {
        int? id = text == "auto" ? null
            : CNumber.TryParse(text) is not { } number ? throw new ToolException($"Error: argument \"{text}\" is wrong: Invalid \"netnsid\" value", WrongUsage)
            : number >= 0 ? number
            : throw new ToolException($"Error: argument \"{text}\" is wrong: \"netnsid\" value should be >= 0", WrongUsage);
        using NetNamespace host = NetnsList.OpenHost(options);
        try
        {
            using NetNamespace other = NetNamespace.Open(name);
            host.SetId(other, id);
            return 0;
        }
        catch (NetlinkException e)
        {
            throw new ToolException(e.KernelMessage is null ? $"RTNETLINK answers: {e.Errno.Description}" : $"Error: {e.KernelMessage}.", KernelRefused);
        }
        catch (InvalidDataException)
        {
            throw new ToolException("Error: Peer netns reference is invalid.", KernelRefused);
        }
        catch (LinuxException e)
        {
            throw new ToolException($"Cannot open network namespace \"{name}\": {e.Errno.Description}");
        }
    }

    private static int ForAll(Func<string, int> action)
    {
        foreach (string name in NetnsList.AsFound())
        {
            Output.Text.WriteLine($"\nnetns: {name}");
            if (action(name) is not 0 and int exitCode)
            {
                return exitCode;
            }
        }

        return 0;
    }

    private static int RunInAll(string[] command)
    {
        _ = Required(command, 0, "No command specified");
        return ForAll(name => NetnsExec.Run(name, command));
    }
}
