using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>A further user namespace that the process gets when its file system is made, and the check that it can create none.</summary>
internal sealed class InnerUserNamespace(SetupContext context) : ProcessFeature(context)
{
    private StepArgument _proc;
    private StepArgument _slot;

    /// <summary>Whether the process enters another user namespace at the end.</summary>
    internal bool IsWanted => Info.InnerIdMap is not null || Info.InnerUserNamespace is not null || Info.RequireNoUserNamespaces;

    // A process that shares memory cannot enter or create a user namespace.
    internal override bool NeedsOwnMemory => IsWanted;

    internal override void CheckUsage()
    {
        if (Info.InnerIdMap is { Users.Count: 0, Groups.Count: 0 })
        {
            throw new ArgumentException($"{nameof(Info.InnerIdMap)} contains neither users nor groups.");
        }

        if (Info.InnerIdMap is { AllowSetGroups: true })
        {
            throw new ArgumentException(
                $"{nameof(Info.InnerIdMap)} cannot have AllowSetGroups: its map is written by the process itself, which the kernel allows only where setgroups(2) is denied. Set {nameof(Info.InnerUserNamespace)} instead.");
        }

        if (Info.DisableUserNamespaces && Info.InnerIdMap is null)
        {
            throw new ArgumentException("DisableUserNamespaces needs an inner user namespace, in which the process cannot raise the limit again: set InnerIdMap too.");
        }

        if (Info.InnerUserNamespace is not null && Info.InnerIdMap is not null)
        {
            throw new ArgumentException("InnerUserNamespace and InnerIdMap cannot be combined.");
        }
    }

    // The files in /proc of a process that cannot be looked at belong to the root of the user namespace that it began in.
    internal override void CheckRights()
    {
        if (Info.InnerIdMap is not null && (Context.Join | Context.Entered).HasFlag(NamespaceTypes.User) && Libc.geteuid() != 0)
        {
            throw Refuse(
                nameof(Info.InnerIdMap), null,
                $"A process that joins a user namespace cannot open its own files in /proc, so only root can write the map of a further one. Create that namespace before, and set {nameof(Info.InnerUserNamespace)}.");
        }
    }

    internal override void Declare()
    {
        if (Info.InnerUserNamespace is not null)
        {
            _slot = Context.Declare("inner user namespace");
        }
    }

    internal override void Bind(ChildRequest request)
    {
        if (Info.InnerUserNamespace is { } inner)
        {
            request.Descriptors.Add((_slot, inner));
        }
    }

    /// <summary>Opens /proc, since the file system may be another one later.</summary>
    internal void Open()
    {
        if (Info.InnerIdMap is not null)
        {
            _proc = Context.Open("/proc", "/proc", Linux.O_PATH);
        }
    }

    internal void Compile()
    {
        if (Info.InnerIdMap is { } map)
        {
            Create(map);
        }
        else if (Info.InnerUserNamespace is not null)
        {
            Context.Stage = ProcessStage.JoinNamespaces;
            Program.Add(SystemCall.setns, _slot, StepArgument.Named((uint)NamespaceTypes.User, "CLONE_NEWUSER"));
        }

        if (Info.RequireNoUserNamespaces)
        {
            Context.Stage = ProcessStage.Hardening;
            int refused = Program.Add(StepFlags.JumpOnError, SystemCall.unshare, StepArgument.Named((uint)NamespaceTypes.User, "CLONE_NEWUSER"));
            // A step that fails for sure, since the one before did not.
            Program.Remedy = static _ => "The process could create a user namespace: DisableUserNamespaces prevents it.";
            Program.Add(SystemCall.unshare, StepArgument.Named(-1, "CLONE_NEWUSER, which should be refused"));
            Program.Remedy = null;
            Program.JumpHere(refused);
        }
    }

    // The only process in the namespace is this one, so it may write the map itself.
    private void Create(IdMap map)
    {
        Context.Stage = ProcessStage.CreateNamespaces;
        if (Info.DisableUserNamespaces)
        {
            Context.WriteTo(_proc, "sys/user/max_user_namespaces", "1");
        }

        Program.Add(SystemCall.unshare, StepArgument.Named((uint)NamespaceTypes.User, "CLONE_NEWUSER"));
        Context.Stage = ProcessStage.MapIds;
        IdMaps.Write(Context, _proc, "self/", map);
        Context.CloseIfConfined(_proc);
    }
}
