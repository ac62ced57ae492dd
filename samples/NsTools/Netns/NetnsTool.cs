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
        foreach ((Option option, _) in parser.Parse(args))
        {
            if (option.Long is "help" or "version")
            {
                Information.Write(this, option.Long);
                return 0;
            }

            json |= option.Long == "json";
            all |= option.Long == "all";
        }

        string verb = parser.Operands.Count > 0 ? parser.Operands[0] : "list";
        string[] rest = [.. parser.Operands.Skip(1)];
        return verb switch
        {
            "list" or "show" or "lst" => NetnsList.Names(json),
            "list-id" => NetnsList.Ids(json, rest),
            "add" => Add(Required(rest, 0, "No netns name specified")),
            "attach" => Attach(Required(rest, 0, "No netns name specified"), Required(rest, 1, "No PID specified")),
            "set" => Set(Required(rest, 0, "No netns name specified"), Required(rest, 1, "No nsid specified")),
            "delete" or "del" => all ? ForAll(Delete) : Delete(Required(rest, 0, "No netns name specified")),
            "identify" => NetnsList.Identify(rest.FirstOrDefault()),
            "pids" => NetnsList.Processes(Open(Required(rest, 0, "No netns name specified"))),
            "exec" => all ? ForAll(name => Run(name, rest)) : Exec(rest),
            "monitor" => NetnsMonitor.Run(),
            "help" => Help(),
            _ => throw new ToolException($"Command \"{verb}\" is unknown, try \"ip netns help\".", WrongUsage),
        };
    }

    private static string Required(string[] words, int index, string message) => words.ElementAtOrDefault(index) ?? throw new ToolException(message);

    private static NetNamespace Open(string name)
    {
        try
        {
            return NetNamespace.Open(name);
        }
        catch (LinuxException e)
        {
            throw new ToolException($"Cannot open network namespace \"{name}\": {e.Errno.Description}", WrongUsage);
        }
        catch (ArgumentException)
        {
            throw new ToolException($"Invalid netns name \"{name}\"");
        }
    }

    private static int Add(string name) => Named(name, () => NetNamespace.Create(name).Dispose(), "create namespace file");

    private static int Attach(string name, string processId)
    {
        int id = int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : throw new ToolException($"Invalid PID: {processId}", WrongUsage);
        using NetNamespace other = NetNamespace.OpenProcess(id);
        return Named(name, () => other.AddName(name), "create namespace file");
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
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw new ToolException($"Error: argument \"{text}\" is wrong: Invalid \"netnsid\" value", WrongUsage);
        using NetNamespace host = NetNamespace.OpenCurrent();
        using NetNamespace other = Open(name);
        try
        {
            host.SetId(other, id);
            return 0;
        }
        catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
        {
            throw new ToolException("Error: Peer netns already has a nsid assigned.", KernelRefused);
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
        return Launch.Exec(info, null, step => Explain(step, info));
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
        info.JoinNamespaces.Add(Open(name));
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

    private int Help()
    {
        HelpText.Write(this, Console.Out);
        return 0;
    }
}
