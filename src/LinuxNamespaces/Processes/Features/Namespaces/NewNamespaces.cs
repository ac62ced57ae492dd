using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <summary>The namespaces that are created with the process; clone3(2), unshare(2).</summary>
internal sealed class NewNamespaces(SetupContext context) : ProcessFeature(context)
{
    private const string Operation = "create namespaces";

    internal override void CheckSupport()
    {
        foreach (NamespaceTypes type in NamespaceKinds.Each(NamespaceKinds.Missing(Info.NewNamespaces)))
        {
            throw new NotSupportedException($"The kernel has no {type} namespaces: there is no /proc/self/ns/{type.ProcName()}.");
        }
    }

    internal override void CheckRights()
    {
        NamespaceTypes present = Info.NewNamespaces;
        if (present != 0 && !Context.IsPrivileged && !Context.ChangesUserNamespace)
        {
            throw new LinuxException(
                Errno.EPERM, Operation, $"{present}",
                "That needs CAP_SYS_ADMIN. An ordinary user gets it in a user namespace: add NamespaceTypes.User to NewNamespaces, with IdMap.CurrentUserAsRoot.");
        }
    }

    /// <summary>Checks whether a sysctl forbids the namespaces. Only plans do that: it takes a tenth of a start, which fails with the same reason.</summary>
    internal void CheckSysctls()
    {
        foreach (NamespaceTypes type in NamespaceKinds.Each(Context.New))
        {
            string sysctl = $"user/max_{type.ProcName()}_namespaces";
            if (ProcSelf.ReadSysctl(sysctl) == "0")
            {
                throw new LinuxException(Errno.ENOSPC, Operation, $"{type}", $"The sysctl {sysctl.Replace('/', '.')} is 0: an administrator has to raise it.");
            }
        }

        if (Context.New.HasFlag(NamespaceTypes.User) && !Context.IsPrivileged && ProcSelf.ReadSysctl("kernel/unprivileged_userns_clone") == "0")
        {
            throw new LinuxException(Errno.EPERM, Operation, $"{NamespaceTypes.User}", UserNamespaceRemedy.For(Errno.EPERM));
        }
    }

    /// <summary>Creates the namespaces that clone3 has not created.</summary>
    internal void Compile()
    {
        if (Context.UsesLauncher && Context.New != 0)
        {
            Context.Stage = ProcessStage.CreateNamespaces;
            Program.Add(SystemCall.unshare, StepArgument.Named((uint)Context.New, NamespaceKinds.CloneFlagNames(Context.New)));
        }
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.CreateNamespaces && step.Call == SystemCall.unshare ? Explain(step.Errno, (NamespaceTypes)step.Arguments[0].Value) : null;

    /// <summary>Explains why the process itself could not be created, with namespaces or without.</summary>
    internal string? ExplainCreation(Errno errno) =>
        errno == Errno.EAGAIN ? ExplainLimit()
        : Context.New != NamespaceTypes.None ? Explain(errno, Context.New)
        : null;

    // With a user namespace, new or joined, it is that one which gives the rights.
    private string? Explain(Errno errno, NamespaceTypes created) =>
        errno == Errno.EPERM && !created.HasFlag(NamespaceTypes.User) && Context.Requested.HasFlag(NamespaceTypes.User)
            ? CreationRemedy.ForRootOfUserNamespace(errno, created, SystemFacts.Current)
            : CreationRemedy.For(errno, created);

    private static string ExplainLimit()
    {
        string? limit = ProcSelf.TryRead("/proc/thread-self/limits")?.Split('\n').FirstOrDefault(line => line.StartsWith("Max processes", StringComparison.Ordinal));
        string most = limit?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2] ?? "unknown";
        return $"A limit of processes is reached: RLIMIT_NPROC of the user ({most}), pids.max of a cgroup, or the sysctls kernel.threads-max and kernel.pid_max.";
    }
}
