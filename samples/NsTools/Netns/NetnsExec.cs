using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>Programs in network namespaces that have names.</summary>
internal static class NetnsExec
{
    /// <summary>Executes a program in place of the tool.</summary>
    /// <param name="words">The name, and the command line.</param>
    internal static int Exec(string[] words)
    {
        (string name, string[] command) = Read(words);
        NamespaceProcessStartInfo info = Describe(name, command);
        try
        {
            return Launch.Exec(info, null, step => Explain(step, info, name), executionExitCode: 1);
        }
        catch (ToolException e)
        {
            // One exit code for what goes wrong before it is in the namespace, and one for the rest.
            string message = WithoutAdvice(e);
            throw new ToolException(message, message.StartsWith("setting the", StringComparison.Ordinal) ? NetnsTool.WrongUsage : 1);
        }
    }

    /// <summary>Runs a program as one of several, and waits for it.</summary>
    /// <param name="words">The name, and the command line.</param>
    /// <returns>Its exit code.</returns>
    internal static int Wait(string[] words)
    {
        (string name, string[] command) = Read(words);
        try
        {
            return RunToEnd(name, command).ExitCode ?? 1;
        }
        catch (ToolException e)
        {
            throw new ToolException(WithoutAdvice(e));
        }
    }

    /// <summary>Runs a program in one of all namespaces, and waits for it; what goes wrong is told.</summary>
    internal static int Run(string name, string[] command)
    {
        try
        {
            // How it exits is its own business.
            return RunToEnd(name, command).ExitCode is null ? 1 : 0;
        }
        catch (ToolException e)
        {
            Output.WriteError($"{WithoutAdvice(e)}\n");
            return 0;
        }
    }

    private static (string Name, string[] Command) Read(string[] words)
    {
        string name = NetnsTool.Required(words, 0, "No netns name specified");
        _ = NetnsTool.Required(words, 1, "No command specified");
        return (name, words[1..]);
    }

    private static ExitStatus RunToEnd(string name, string[] command)
    {
        NamespaceProcessStartInfo info = Describe(name, command);
        using NamespaceProcess process = Launch.Start(info, step => Explain(step, info, name));
        return process.WaitForExit();
    }

    // As ip-netns(8) says: /sys shows the namespace, and the files of /etc/netns/NAME appear in /etc.
    private static NamespaceProcessStartInfo Describe(string name, string[] command)
    {
        if (command is ["", ..])
        {
            throw new ToolException($"exec of \"\" failed: {Errno.ENOENT.Description}");
        }

        NamespaceProcessStartInfo info = new(NetnsTool.Required(command, 0, "No command specified"), command[1..])
        {
            NewNamespaces = NamespaceTypes.Mount,
            MountPropagation = MountPropagation.Slave,
            InheritDescriptors = true,
        };
        info.JoinNamespaces.Add(NetnsTool.Open(name, NetnsTool.WrongUsage));
        info.Mounts.Add(Mount.Unmount("/sys", ifPossible: true));
        info.Mounts.Add(Mount.FileSystem("sysfs", "/sys", source: name));
        string files = $"/etc/netns/{name}";
        foreach (string path in Directory.Exists(files) ? Directory.GetFileSystemEntries(files) : [])
        {
            string target = $"/etc/{Path.GetFileName(path)}";
            if (Path.Exists(target))
            {
                info.Mounts.Add(Mount.Bind(path, target));
            }
            else
            {
                Output.WriteError($"Bind {path} -> {target} failed: {Errno.ENOENT.Description}\n");
            }
        }

        return info;
    }

    private static string WithoutAdvice(ToolException exception) => exception.Message.Split('\n')[0];

    // ip(8) joins the namespace before it makes one for mounts, and needs the same right for both.
    private static string Explain(ProcessStep step, NamespaceProcessStartInfo info, string name) => step.Stage switch
    {
        ProcessStage.JoinNamespaces or ProcessStage.CreateNamespaces => $"setting the network namespace \"{name}\" failed",
        ProcessStage.Mount when step.Call.Contains("sysfs", StringComparison.Ordinal) => "mount of /sys failed",
        ProcessStage.Mount => step.Call,
        _ => $"exec of \"{info.FileName}\" failed",
    };
}
