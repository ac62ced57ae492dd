using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The mounts and files of the process, and its root directory; mount(2), pivot_root(2), chroot(2).</summary>
internal sealed class FileSystem(SetupContext context) : ProcessFeature(context)
{
    private StepArgument _callerRoot;
    private Dictionary<Mount, StepArgument[]> _openedBeforeJoining = [];

    internal override void CheckUsage()
    {
        RequireNewOrJoined(Info.Mounts.Any(mount => mount.NeedsMountNamespace), NamespaceTypes.Mount, nameof(Info.Mounts));
        RequireNewOrJoined(Info.MountsBeforeRoot.Any(mount => mount.NeedsMountNamespace), NamespaceTypes.Mount, nameof(Info.MountsBeforeRoot));
        RequireNew(Info.Root is { IsChroot: false }, NamespaceTypes.Mount, nameof(Info.Root));
    }

    internal override void CheckSupport()
    {
        if (Info.MountsBeforeRoot.Concat(Info.Mounts).Any(mount => mount.NeedsMountAttributes) && !KernelSupport.SetsMountAttributes)
        {
            throw new NotSupportedException($"Flags of mounts need mount_setattr, which kernel 5.12 and later have. This is kernel {KernelSupport.Version}.");
        }
    }

    internal override void CheckRights()
    {
        if (!Context.ChangesUserNamespace && Info.Root is { IsChroot: true } root && !Context.Has(Capability.SysChroot))
        {
            throw Refuse(nameof(Info.Root), $"{root}", "It needs CAP_SYS_CHROOT, which an ordinary user has in a user namespace.");
        }
    }

    /// <summary>Opens a root directory of the caller, while its path leads there.</summary>
    internal void OpenRoot()
    {
        if (Info.Root is { IsOfCaller: true } root)
        {
            _callerRoot = Context.Open(root.Path!, CallerPath.Resolve(root.Path!), Linux.O_PATH);
        }
    }

    /// <summary>Opens the sources of mounts while the process still sees them: a mount namespace that it joins has other files by the same paths.</summary>
    internal void OpenSources()
    {
        if (Context.Join.HasFlag(NamespaceTypes.Mount) && Context.IsPrivileged)
        {
            Context.Stage = ProcessStage.Mount;
            _openedBeforeJoining = Info.Mounts.Where(mount => mount.TakesTreeOfCaller).Distinct().ToDictionary(mount => mount, mount => mount.Prepare(Context.Files));
        }
    }

    internal void Compile()
    {
        Context.Stage = ProcessStage.Mount;
        if (Context.New.HasFlag(NamespaceTypes.Mount) && Info.MountPropagation != MountPropagation.Unchanged)
        {
            Context.Files.FileSystems.Mount("none", "/", null, Linux.MS_REC | (uint)Info.MountPropagation, null);
        }

        // What is made has the permissions that are said, and the process the mask of its parent.
        StepArgument mask = Program.AddSlot("umask");
        bool makes = Info.MountsBeforeRoot.Count + Info.Mounts.Count > 0;
        if (makes)
        {
            Program.AddSaving(mask, SystemCall.umask, NamedArguments.Mode(0));
        }

        CompileMounts();
        if (makes)
        {
            Program.Add(SystemCall.umask, mask);
        }
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.Mount ? MountRemedies.For(step.Call, step.Arguments, step.Errno, Context.Requested) : null;

    private void CompileMounts()
    {
        foreach (Mount operation in Info.MountsBeforeRoot)
        {
            operation.Apply(Context.Files, operation.Prepare(Context.Files));
        }

        (Mount Operation, StepArgument[] Opened)[] operations = new (Mount, StepArgument[])[Info.Mounts.Count];
        for (int i = 0; i < operations.Length; i++)
        {
            Mount operation = Info.Mounts[i];
            operations[i] = (operation, _openedBeforeJoining.Remove(operation, out StepArgument[]? opened) ? opened : operation.Prepare(Context.Files));
        }

        if (Info.Root is { IsChroot: false } root)
        {
            int covering = root.Path is null ? Array.FindLastIndex(operations, operation => operation.Operation.BecomesRoot) : -1;
            PivotTo(root, covering >= 0 ? operations[covering].Opened[0] : null);
            operations = operations[(covering + 1)..];
        }
        else if (Info.Root is { } directory)
        {
            ChangeRootTo(directory);
        }

        // Under a new root the working directory is the root directory until all of this is done: paths are resolved below it.
        Context.Files.UsePaths(Linux.RESOLVE_NO_MAGICLINKS | (Info.Root is null ? 0 : Linux.RESOLVE_IN_ROOT), canCreate: Info.Root is not null);
        foreach ((Mount operation, StepArgument[] opened) in operations)
        {
            operation.Apply(Context.Files, opened);
        }
    }

    private void ChangeRootTo(ProcessRoot root)
    {
        if (root.IsOfCaller)
        {
            Program.Add(SystemCall.fchdir, _callerRoot);
            Program.Add(SystemCall.close, _callerRoot);
        }

        Program.Add(SystemCall.chroot, Program.Text(root.IsOfCaller ? "." : root.Path!));
        Program.Add(SystemCall.chdir, Program.Text("/"));
    }

    private void PivotTo(ProcessRoot root, StepArgument? covering)
    {
        if (root.Path is null && covering is null)
        {
            Context.Files.FileSystems.Mount("tmpfs", FileSystemSteps.Staging, "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
            Program.Add(SystemCall.chdir, Program.Text(FileSystemSteps.Staging));
        }
        else
        {
            // Only a mount point can become the root.
            StepArgument tree = covering ?? Context.Files.OpenTree(root.Path!, recursive: true, MountFlags.None);
            MountSteps.MoveTree(Program, tree, NamedArguments.AT_FDCWD, root.Path ?? FileSystemSteps.Staging, Linux.MOVE_MOUNT_T_SYMLINKS);
            Program.Add(SystemCall.fchdir, tree);
            Program.Add(SystemCall.close, tree);
        }

        // The old root comes to lie upon the new one. It goes before the first path of the new one is walked, since every '..' at the top would enter it.
        Program.Add(SystemCall.pivot_root, Program.Text("."), Program.Text("."));
        Context.Files.Unmount(".");
    }
}
