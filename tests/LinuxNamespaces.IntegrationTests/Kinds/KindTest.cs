using LinuxNamespaces.Execution;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

/// <summary>A test of a kind of namespaces, against the tools that enter them.</summary>
public abstract class KindTest : KernelTest
{
    private static readonly Dictionary<NamespaceTypes, string> s_options = new()
    {
        [NamespaceTypes.Mount] = "mount",
        [NamespaceTypes.Uts] = "uts",
        [NamespaceTypes.Ipc] = "ipc",
        [NamespaceTypes.Network] = "net",
        [NamespaceTypes.Pid] = "pid",
        [NamespaceTypes.User] = "user",
        [NamespaceTypes.Cgroup] = "cgroup",
        [NamespaceTypes.Time] = "time",
    };

    /// <summary>Runs a tool in a namespace that was created here.</summary>
    protected static string RunIn(Namespace there, params string[] command)
    {
        string option = $"--{s_options[there.Type]}={Tool.PathOf(there.Handle)}";
        return Tool.Run("nsenter", Require.HasPrivileges
            ? [option, .. command]
            : [$"--user={Tool.PathOf(HelperProcesses.OwnUserNamespace())}", "--preserve-credentials", option, .. command]);
    }

    /// <summary>Runs a tool in the user namespace of a process, and in others that <see cref="Start"/> has given it.</summary>
    protected static string RunIn(NamespaceProcess process, NamespaceTypes types, params string[] command) =>
        Tool.Run("nsenter", ["--user", .. s_options.Where(option => types.HasFlag(option.Key)).Select(option => $"--{option.Value}"), "--preserve-credentials", $"--target={process.Id}", .. command]);

    /// <summary>A process that has a user namespace, in which it is root, and others.</summary>
    protected static NamespaceProcess Start(NamespaceTypes types, params string[] command) => NamespaceProcess.Start(
        new(command.Length == 0 ? "sleep" : command[0], command.Length == 0 ? ["1000"] : command[1..])
        {
            NewNamespaces = NamespaceTypes.User | types,
            IdMap = IdMap.CurrentUserAsRoot,
        },
        TestContext.Current.CancellationToken);
}
