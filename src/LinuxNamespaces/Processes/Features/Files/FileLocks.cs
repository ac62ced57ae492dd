using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Shared locks on files, and descriptors of the caller, that are held until the process has ended; F_OFD_SETLK(2const).</summary>
/// <remarks>The built-in init holds them. Without it the program itself does.</remarks>
internal sealed class FileLocks(SetupContext context) : ProcessFeature(context)
{
    // struct flock.
    private const int LockSize = 32;

    internal override void CheckUsage()
    {
        foreach (System.Runtime.InteropServices.SafeHandle held in Info.HeldDescriptors)
        {
            ArgumentNullException.ThrowIfNull(held);
        }
    }

    internal override void Declare()
    {
        for (int i = 0; i < Info.HeldDescriptors.Count; i++)
        {
            Context.HeldFiles.Add(Context.Declare("held"));
        }
    }

    internal override void Bind(ChildRequest request)
    {
        for (int i = 0; i < Info.HeldDescriptors.Count; i++)
        {
            request.Descriptors.Add((Context.HeldFiles[i], Info.HeldDescriptors[i]));
        }
    }

    /// <summary>Locks the files whose paths begin at the root directory.</summary>
    internal void LockAbsolute() => Lock(path => path.StartsWith('/'), Context.Files.Paths);

    /// <summary>Locks the files whose paths begin at the working directory.</summary>
    internal void LockRelative() => Lock(path => !path.StartsWith('/'), new RootedPaths(Program, Linux.RESOLVE_NO_MAGICLINKS));

    /// <summary>Moves the descriptors out of the way of the numbers that the init keeps them under.</summary>
    internal void MoveAway()
    {
        foreach (StepArgument slot in Context.HeldFiles)
        {
            Program.AddSaving(slot, SystemCall.fcntl, slot, NamedArguments.F_DUPFD_CLOEXEC, Context.HeldFiles.Count + 1);
        }
    }

    // Locks are those of open files, not of a process, which would lose them when it or its parent closes another descriptor of the file.
    private void Lock(Func<string, bool> which, RootedPaths paths)
    {
        Context.Stage = ProcessStage.Descriptors;
        foreach (string path in Info.LockFiles)
        {
            if (which(Mount.CheckPath(path, nameof(Info.LockFiles))))
            {
                StepArgument file = paths.Open(path, Linux.O_RDONLY | Linux.O_NONBLOCK | Linux.O_NOCTTY);
                Program.Add(SystemCall.fcntl, file, StepArgument.Named(Linux.F_OFD_SETLK, "F_OFD_SETLK"), Program.Bytes(new byte[LockSize], "{F_RDLCK, SEEK_SET, 0, 0}"));
                Context.HeldFiles.Add(file);
            }
        }
    }
}
