using System.Globalization;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>Network namespaces with names; ip-netns(8).</summary>
internal sealed class NetnsTool : Tool
{
    private const int WrongUsage = 255;
    private const int KernelRefused = 2;

    private static readonly string[] s_verbs = ["list", "show", "lst", "list-id", "help", "add", "set", "delete", "identify", "pids", "exec", "monitor", "attach"];

    internal override string Name => "netns";

    internal override string Synopsis => "[-j] list|add|attach|set|delete|identify|pids|exec|monitor|list-id [ARGUMENT...]";

    internal override string Purpose => "Manage network namespaces that have names.";

    internal override IReadOnlyList<Option> Options { get; } =
    [
        new("json", "print JSON", 'j'),
        new("all", "with delete and exec: do it for every name", 'a'),
        new("help", "display this help", 'h'),
        new("version", "display version", 'V'),
    ];

    internal override int UsageExitCode => WrongUsage;

    // As ip(8), which does not say its name.
    internal override bool SaysItsName => false;

    internal override int Run(string[] args)
    {
        (bool json, bool all) = (false, false);
        OptionParser parser = new(Options, stopsAtFirstOperand: true);
        // ip(8) has its options also with a single dash.
        foreach ((Option option, _) in parser.Parse([.. args.Select(word => word is "-all" or "-json" ? $"-{word}" : word)]))
        {
            if (option.Long is "help" or "version")
            {
                Information.Write(this, option.Long);
                return 0;
            }

            json |= option.Long == "json";
            all |= option.Long == "all";
        }

        string given = parser.Operands.Count > 0 ? parser.Operands[0] : "list";
        string[] rest = [.. parser.Operands.Skip(1)];
        // The beginning of a word is enough.
        string? verb = given.Length == 0 ? null : Array.Find(s_verbs, known => known.StartsWith(given, StringComparison.Ordinal));
        return verb switch
        {
            "list" or "show" or "lst" => NetnsList.Names(json),
            "list-id" => NetnsList.Ids(json, rest),
            "add" => Add(Required(rest, 0, "No netns name specified")),
            "attach" => rest.Length > 1 ? Attach(rest[0], rest[1]) : throw new ToolException("No netns name and PID specified"),
            "set" => Set(Required(rest, 0, "No netns name specified"), Required(rest, 1, "No nsid specified")),
            "delete" => all ? ForAll(Delete) : Delete(Required(rest, 0, "No netns name specified")),
            "identify" => rest.Length < 2 ? NetnsList.Identify(rest.FirstOrDefault()) : throw new ToolException("extra arguments specified"),
            "pids" => rest.Length < 2 ? NetnsList.Processes(Open(Required(rest, 0, "No netns name specified"), naming: false)) : throw new ToolException("extra arguments specified"),
            "exec" => all ? ForAll(name => Run(name, rest)) : Exec(rest),
            "monitor" => NetnsMonitor.Run(),
            "help" => throw new ToolException(NetnsUsage.Text, WrongUsage),
            _ => throw new ToolException($"Command \"{given}\" is unknown, try \"ip netns help\".", WrongUsage),
        };
    }

    private static string Required(string[] words, int index, string message) => words.ElementAtOrDefault(index) ?? throw new ToolException(message);

    private static NetNamespace Open(string name, int exitCode = 1, bool naming = true)
    {
        try
        {
            return NetNamespace.Open(name);
        }
        catch (LinuxException e)
        {
            throw new ToolException($"Cannot open network namespace{(naming ? $" \"{name}\"" : string.Empty)}: {e.Errno.Description}", exitCode);
        }
        catch (ArgumentException)
        {
            throw new ToolException($"Invalid netns name \"{name}\"");
        }
    }

    private static int Add(string name) => Named(name, () => NetNamespace.Create(name).Dispose(), "create namespace file");

    private static int Attach(string name, string processId)
    {
        int id = int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : throw new ToolException($"Invalid PID: {processId}");
        using NetNamespace other = OpenProcess(id, name);
        return Named(name, () => other.AddName(name), "create namespace file");
    }

    private static NetNamespace OpenProcess(int id, string name)
    {
        try
        {
            return NetNamespace.OpenProcess(id);
        }
        catch (LinuxException e)
        {
            throw new ToolException($"Bind /proc/{id}/ns/net -> /run/netns/{name} failed: {e.Errno.Description}");
        }
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
        catch (ArgumentException)
        {
            throw new ToolException($"Invalid netns name \"{name}\"", WrongUsage);
        }
    }

    private static int Set(string name, string text)
    {
        int? id = text == "auto" ? null
            : !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? throw new ToolException($"Error: argument \"{text}\" is wrong: Invalid \"netnsid\" value", WrongUsage)
            : number >= 0 ? number
            : throw new ToolException($"Error: argument \"{text}\" is wrong: \"netnsid\" value should be >= 0", WrongUsage);
        using NetNamespace host = NetNamespace.OpenCurrent();
        using NetNamespace other = Open(name);
        try
        {
            host.SetId(other, id);
            return 0;
        }
        catch (NetlinkException e) when (e.KernelMessage is not null)
        {
            throw new ToolException($"Error: {e.KernelMessage}.", KernelRefused);
        }
    }

    private static int ForAll(Func<string, int> action)
    {
        int exitCode = 0;
        foreach (string name in NetNamespace.List())
        {
            Console.WriteLine($"\nnetns: {name}");
            exitCode = Math.Max(exitCode, action(name));
        }

        return exitCode;
    }

    private static int Exec(string[] words)
    {
        string name = Required(words, 0, "No netns name specified");
        _ = Required(words, 1, "No command specified");
        NamespaceProcessStartInfo info = Describe(name, words[1..]);
        try
        {
            return Launch.Exec(info, null, step => Explain(step, info));
        }
        catch (ToolException e)
        {
            // It knows one exit code for all that goes wrong.
            throw new ToolException(e.Message);
        }
    }

    private static int Run(string name, string[] command)
    {
        NamespaceProcessStartInfo info = Describe(name, command);
        return Launch.Wait(info, step => Explain(step, info));
    }

    // As ip-netns(8) says: /sys shows the namespace, and the files of /etc/netns/NAME appear in /etc.
    private static NamespaceProcessStartInfo Describe(string name, string[] command)
    {
        NamespaceProcessStartInfo info = new(Required(command, 0, "No command specified"), command[1..])
        {
            NewNamespaces = NamespaceTypes.Mount,
            MountPropagation = MountPropagation.Slave,
            InheritDescriptors = true,
        };
        info.JoinNamespaces.Add(Open(name, WrongUsage));
        info.Mounts.Add(Mount.FileSystem("sysfs", "/sys"));
        string files = $"/etc/netns/{name}";
        foreach (string path in Directory.Exists(files) ? Directory.GetFileSystemEntries(files) : [])
        {
            info.Mounts.Add(Mount.Bind(path, $"/etc/{Path.GetFileName(path)}"));
        }

        return info;
    }

    private static string Explain(ProcessStep step, NamespaceProcessStartInfo info) => step.Stage switch
    {
        ProcessStage.JoinNamespaces => "setting the network namespace failed",
        ProcessStage.CreateNamespaces => "unshare failed",
        ProcessStage.Mount when step.Call.Contains("sysfs", StringComparison.Ordinal) => "mount of /sys failed",
        ProcessStage.Mount => step.Call,
        _ => $"exec of \"{info.FileName}\" failed",
    };

}
