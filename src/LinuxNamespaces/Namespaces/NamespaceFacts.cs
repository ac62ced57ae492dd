using System.Globalization;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;

namespace LinuxNamespaces;

/// <summary>The table of kinds: namespaces(7) and the pages that it leads to, and what the kernel says when asked.</summary>
internal static class NamespaceFacts
{
    private static readonly (NamespaceTypes Type, Version FirstKernel, string Manual, string? Option)[] s_kinds =
    [
        (NamespaceTypes.Mount, new(2, 4, 19), "mount_namespaces", null),
        (NamespaceTypes.Uts, new(2, 6, 19), "uts_namespaces", "CONFIG_UTS_NS"),
        (NamespaceTypes.Ipc, new(2, 6, 30), "ipc_namespaces", "CONFIG_IPC_NS"),
        (NamespaceTypes.Pid, new(2, 6, 24), "pid_namespaces", "CONFIG_PID_NS"),
        (NamespaceTypes.Network, new(2, 6, 29), "network_namespaces", "CONFIG_NET_NS"),
        (NamespaceTypes.User, new(3, 8), "user_namespaces", "CONFIG_USER_NS"),
        (NamespaceTypes.Cgroup, new(4, 6), "cgroup_namespaces", "CONFIG_CGROUPS"),
        (NamespaceTypes.Time, new(5, 6), "time_namespaces", "CONFIG_TIME_NS"),
    ];

    internal static IReadOnlyList<NamespaceSupport> Find() => Array.ConvertAll(s_kinds, kind =>
    {
        string name = kind.Type.ProcName();
        bool isInKernel = File.Exists($"/proc/self/ns/{name}");
        return new NamespaceSupport
        {
            Type = kind.Type,
            CloneFlag = kind.Type.CloneFlagName(),
            ProcName = name,
            Manual = kind.Manual,
            FirstKernel = kind.FirstKernel,
            KernelOption = kind.Option,
            IsInKernel = isInKernel,
            Limit = long.TryParse(ProcSelf.ReadSysctl($"user/max_{name}_namespaces"), NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null,
            NeedsUserNamespace = kind.Type != NamespaceTypes.User && !Privilege.HasSysAdmin,
            Refusal = TryCreate(kind.Type, isInKernel ? null : $"The kernel was built without {kind.Option}."),
        };
    });

    // Nobody knows all that can forbid it; so it is tried.
    private static LinuxException? TryCreate(NamespaceTypes type, string? missing)
    {
        try
        {
            PlacedProgram program = new($"create a {type.ProcName()} namespace", target: null)
            {
                Remedy = errno => missing ?? Remedy(errno, type),
            };
            if (type != NamespaceTypes.User && !Privilege.HasSysAdmin)
            {
                program.Enter(Brokers.OwnUserNamespace());
            }

            program.Steps.Add(SystemCall.unshare, StepArgument.Named((uint)type, type.CloneFlagName()));
            program.Run().Dispose();
            return null;
        }
        catch (LinuxException e)
        {
            return e;
        }
    }

    private static string? Remedy(Errno errno, NamespaceTypes type) =>
        type == NamespaceTypes.User || Privilege.HasSysAdmin
            ? CreationRemedy.For(errno, type)
            : CreationRemedy.ForRootOfUserNamespace(errno, type, SystemFacts.Current);
}
