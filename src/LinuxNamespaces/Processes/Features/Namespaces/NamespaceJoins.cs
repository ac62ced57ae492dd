using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <summary>The namespaces that the process joins; setns(2).</summary>
internal sealed class NamespaceJoins(SetupContext context) : ProcessFeature(context), IDisposable
{
    private Dictionary<NamespaceTypes, (NamespaceHandle Handle, bool Owned)> _joined = [];
    private readonly Dictionary<NamespaceTypes, StepArgument> _slots = [];

    internal override bool NeedsOwnMemory => Context.Join != 0;

    public void Dispose()
    {
        foreach ((NamespaceHandle handle, bool owned) in _joined.Values)
        {
            if (owned)
            {
                handle.Dispose();
            }
        }
    }

    /// <summary>Opens the namespaces.</summary>
    internal void Open()
    {
        _joined = Info.JoinNamespaces.Open();
        Context.Entered = JoinOwnUserNamespace();
        foreach (NamespaceTypes type in _joined.Keys)
        {
            Context.Join |= type;
        }

        // The process is in a new user namespace inside the one that it enters.
        Context.Join &= ~(Context.Entered & Context.New);
    }

    internal override void CheckUsage()
    {
        if ((Info.NewNamespaces & Context.Join) != 0)
        {
            throw new ArgumentException($"A process is in one namespace of each kind: {Info.NewNamespaces & Context.Join} cannot be both new and joined.");
        }
    }

    internal override void CheckRights()
    {
        if (!Context.ChangesUserNamespace && Context.Join.HasFlag(NamespaceTypes.Mount) && !Context.Has(Capability.SysChroot))
        {
            throw Refuse(nameof(Info.JoinNamespaces), $"{NamespaceTypes.Mount}", "It needs CAP_SYS_CHROOT besides CAP_SYS_ADMIN.");
        }

        NamespaceHandle? user = User;
        if (user is not null)
        {
            JoinAccess.CheckUser(user, Context.IsPrivileged);
        }

        if (_joined.TryGetValue(NamespaceTypes.Pid, out (NamespaceHandle Handle, bool Owned) pid))
        {
            JoinAccess.CheckPid(pid.Handle);
        }

        foreach ((NamespaceTypes type, (NamespaceHandle handle, _)) in _joined)
        {
            if (type != NamespaceTypes.User)
            {
                JoinAccess.CheckOwner(type, handle, user, Context.IsPrivileged);
            }
        }
    }

    /// <summary>The user namespace that the process joins; <c>null</c> for none.</summary>
    internal NamespaceHandle? User => _joined.TryGetValue(NamespaceTypes.User, out (NamespaceHandle Handle, bool Owned) user) ? user.Handle : null;

    /// <summary>Has the process join a user namespace, which is disposed of with this object.</summary>
    internal void JoinUser(NamespaceHandle user) => _joined.Add(NamespaceTypes.User, (user, Owned: true));

    internal override void Declare()
    {
        foreach (NamespaceTypes type in _joined.Keys)
        {
            _slots[type] = Context.Declare($"{type} namespace");
        }
    }

    internal override void Bind(ChildRequest request)
    {
        foreach ((NamespaceTypes type, StepArgument slot) in _slots)
        {
            request.Descriptors.Add((slot, _joined[type].Handle));
        }
    }

    /// <summary>
    /// Hides the process from those in the user namespace that it joins: they cannot take its descriptors or change what it does. Nor can the process
    /// open its own files in /proc from here on.
    /// </summary>
    internal void Hide()
    {
        if (Context.UsesLauncher && Context.Join.HasFlag(NamespaceTypes.User))
        {
            Program.AddSetUndumpable();
        }
    }

    internal void Compile()
    {
        Context.Stage = ProcessStage.JoinNamespaces;
        foreach (NamespaceTypes type in NamespaceKinds.InJoinOrder(Context.IsPrivileged))
        {
            if (_slots.TryGetValue(type, out StepArgument slot))
            {
                if (type == NamespaceTypes.User && Info.UserNamespaceOwner is { } owner)
                {
                    // The owner may enter it. Other users are not mapped in it.
                    Program.Add(SystemCall.setgroups, 0, StepArgument.Null);
                    Program.Add(SystemCall.setresgid, owner.Group, owner.Group, owner.Group);
                    Program.Add(SystemCall.setresuid, owner.User, owner.User, owner.User);
                }

                Program.Add(SystemCall.setns, slot, StepArgument.Named((uint)type, type.CloneFlagName()));
            }
        }
    }

    internal override string? Explain(in FailedStep step)
    {
        if (step.Stage != ProcessStage.JoinNamespaces || step.Call != SystemCall.setns)
        {
            return null;
        }

        NamespaceTypes type = (NamespaceTypes)step.Arguments[1].Value;
        return step.Errno == Errno.EPERM && type == NamespaceTypes.Mount && !RightsOver.Has(Linux.CAP_SYS_CHROOT) ? "Entering a mount namespace needs CAP_SYS_CHROOT besides CAP_SYS_ADMIN."
            : step.Errno == Errno.EPERM && !RightsOver.Has(Linux.CAP_SYS_ADMIN) ? "It needs CAP_SYS_ADMIN in the caller's user namespace, and in the one that owns the namespace."
            : step.Errno == Errno.EINVAL && type is NamespaceTypes.User or NamespaceTypes.Pid ? $"A {type} namespace can only be joined by a process in a namespace above it."
            : null;
    }

    // NetNamespace.Create makes network namespaces in a user namespace of this program where the caller lacks privilege. The same start has to
    // work as for root: the process enters that user namespace on its way, whether or not it gets a new one besides.
    private NamespaceTypes JoinOwnUserNamespace()
    {
        if (Context.IsPrivileged || _joined.ContainsKey(NamespaceTypes.User))
        {
            return NamespaceTypes.None;
        }

        foreach ((NamespaceHandle handle, _) in _joined.Values)
        {
            using NamespaceHandle? owner = NamespaceRelations.Owner(handle);
            if (owner is not null && HelperProcesses.IsOwn(owner.Identity))
            {
                JoinUser(OpenOwnUserNamespace());
                return NamespaceTypes.User;
            }
        }

        return NamespaceTypes.None;
    }

    internal static NamespaceHandle OpenOwnUserNamespace() => NamespaceHandle.Open($"/proc/self/fd/{HelperProcesses.OwnUserNamespace().DangerousGetHandle()}");
}
