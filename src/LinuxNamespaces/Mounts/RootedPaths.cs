using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>
/// Opens files and directories by paths of the process. They are then used by descriptor, so that renames by other processes have no effect, and
/// no link leads out of the root directory. See openat2(2).
/// </summary>
internal sealed class RootedPaths
{
    /// <summary>The permissions of parent directories and mount points that are created.</summary>
    internal const int DirectoryMode = 0x1ed;

    private const int MountPointMode = 0x124;

    // struct open_how.
    private const int HowSize = 3 * sizeof(ulong);

    private readonly ChildProgram _steps;
    private readonly ulong _resolve;
    private readonly Dictionary<(int Flags, int Mode), StepArgument> _ways = [];

    /// <param name="resolve">How paths are resolved: RESOLVE_*. Zero for the caller's own file system, in which all links are followed.</param>
    internal RootedPaths(ChildProgram steps, ulong resolve)
    {
        _steps = steps;
        _resolve = resolve;
    }

    /// <summary>Opens an existing file or directory.</summary>
    internal StepArgument Open(string path, int flags, int mode = 0)
    {
        StepArgument slot = _steps.AddSlot(path);
        int step = AddOpening(slot, path, flags, mode);
        if (MayRace)
        {
            _steps.OnError(step, () => Repeat(step, slot, path, flags, mode));
        }

        return slot;
    }

    /// <summary>Opens a file or directory that may be missing.</summary>
    /// <param name="missing">Adds the steps for the case that it cannot be opened.</param>
    internal StepArgument OpenOr(string path, int flags, Action<StepArgument> missing)
    {
        StepArgument slot = _steps.AddSlot(path);
        int step = AddOpening(slot, path, flags, mode: 0);
        _steps.OnError(step, () =>
        {
            RetryAfterRace(step);
            missing(slot);
        });
        return slot;
    }

    /// <summary>Opens a directory, and creates it and its parents if they are missing.</summary>
    /// <param name="mode">The permissions of a new directory; null for those of a mount point.</param>
    internal StepArgument OpenOrCreateDirectory(string path, int? mode = null) =>
        OpenOr(path, Linux.O_PATH | Linux.O_DIRECTORY, slot => CreateDirectories(slot, path, mode));

    /// <summary>Opens a file, and creates it and its parent directories if they are missing.</summary>
    internal StepArgument OpenOrCreateFile(string path) => OpenOr(path, Linux.O_PATH, slot =>
    {
        PathInDirectory place = OpenParent(path, create: true);
        _steps.JumpHere(Make(SystemCall.mknodat, place.Directory, place.Name, NamedArguments.Mode(Linux.S_IFREG | MountPointMode), 0));
        OpenAgain(slot, path, Linux.O_PATH);
        Close(place);
    });

    /// <summary>Opens the parent directory of a path.</summary>
    /// <param name="create">Whether missing directories are created.</param>
    internal PathInDirectory OpenParent(string path, bool create)
    {
        string[] parts = Split(path);
        if (parts.Length <= 1)
        {
            // The path has no parent that could be a link.
            return new PathInDirectory(NamedArguments.AT_FDCWD, _steps.Text(parts.Length == 0 ? "/" : $"/{parts[0]}"), IsOpened: false);
        }

        string parent = Join(parts[..^1]);
        StepArgument directory = create ? OpenOrCreateDirectory(parent) : Open(parent, Linux.O_PATH | Linux.O_DIRECTORY);
        return new PathInDirectory(directory, _steps.Text(parts[^1]), IsOpened: true);
    }

    internal void Close(PathInDirectory place)
    {
        if (place.IsOpened)
        {
            Close(place.Directory);
        }
    }

    internal void Close(StepArgument descriptor) => _steps.Add(SystemCall.close, descriptor);

    /// <summary>Creates a file, directory or link. An existing one is detected even if nothing may be created.</summary>
    /// <returns>The step that jumps if it exists already.</returns>
    internal int Make(SystemCall call, params ReadOnlySpan<StepArgument> arguments)
    {
        int failed = _steps.Add(StepFlags.JumpOnError, call, arguments);
        int made = _steps.AddJump();
        _steps.JumpHere(failed);
        int there = _steps.JumpAfter(Errno.EEXIST);
        // Fails with the same error, and ends the process.
        _steps.Add(call, arguments);
        _steps.JumpHere(made);
        return there;
    }

    /// <summary>Opens a path without following magic links, such as those in /proc/PID/fd.</summary>
    internal static StepArgument OpenWithoutMagic(ChildProgram steps, string path, int flags)
    {
        StepArgument slot = steps.AddSlot(path);
        OpenWithoutMagic(steps, slot, path, flags, mode: 0);
        return slot;
    }

    /// <summary>Opens a path without following magic links, and saves the descriptor in an existing slot.</summary>
    internal static void OpenWithoutMagic(ChildProgram steps, StepArgument slot, string path, int flags, int mode) =>
        steps.AddSaving(slot, SystemCall.openat2, NamedArguments.AT_FDCWD, steps.Text(path), Describe(steps, flags, mode, Linux.RESOLVE_NO_MAGICLINKS), HowSize);

    /// <summary>struct open_how.</summary>
    private static StepArgument Describe(ChildProgram steps, int flags, int mode, ulong resolve)
    {
        string permissions = mode == 0 ? string.Empty : $", {NamedArguments.Mode(mode)}";
        return steps.Bytes(
            MemoryMarshal.AsBytes<ulong>([(ulong)(flags | Linux.O_CLOEXEC), (ulong)mode, resolve]), $"{{{NamedArguments.OpenFlags(flags | Linux.O_CLOEXEC)}{permissions}, {NamedArguments.ResolveFlags(resolve)}}}");
    }

    // The kernel returns EAGAIN if a rename or mount happens while it resolves "..".
    private bool MayRace => (_resolve & Linux.RESOLVE_IN_ROOT) != 0;

    private static string[] Split(string path) => [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];

    private static string Join(string[] parts) => $"/{string.Join('/', parts)}";

    private int AddOpening(StepArgument slot, string path, int flags, int mode)
    {
        int step = _resolve == 0
            ? _steps.Add(StepFlags.Save, SystemCall.openat, NamedArguments.AT_FDCWD, _steps.Text(path), NamedArguments.OpenFlags(flags | Linux.O_CLOEXEC), NamedArguments.Mode(mode))
            : _steps.Add(StepFlags.Save, SystemCall.openat2, NamedArguments.AT_FDCWD, _steps.Text(path), Way(flags, mode), HowSize);
        _steps.SaveIn(step, slot);
        return step;
    }

    private StepArgument Way(int flags, int mode)
    {
        if (!_ways.TryGetValue((flags, mode), out StepArgument way))
        {
            way = Describe(_steps, flags, mode, _resolve);
            _ways.Add((flags, mode), way);
        }

        return way;
    }

    private void RetryAfterRace(int step)
    {
        if (MayRace)
        {
            _steps.Jump(_steps.JumpAfter(Errno.EAGAIN), step);
        }
    }

    private void Repeat(int step, StepArgument slot, string path, int flags, int mode)
    {
        RetryAfterRace(step);
        // Fails with the same error, and ends the process.
        AddOpening(slot, path, flags, mode);
    }

    private void OpenAgain(StepArgument slot, string path, int flags)
    {
        int step = AddOpening(slot, path, flags, mode: 0);
        if (MayRace)
        {
            _steps.OnError(step, () => Repeat(step, slot, path, flags, mode: 0));
        }
    }

    private void CreateDirectories(StepArgument slot, string path, int? mode)
    {
        string[] parts = Split(path);
        PathInDirectory above = new(NamedArguments.AT_FDCWD, default, IsOpened: false);
        for (int i = 0; i < parts.Length; i++)
        {
            bool isLast = i == parts.Length - 1;
            string prefix = Join(parts[..(i + 1)]);
            if (parts[i] != "..")
            {
                PathInDirectory place = above with { Name = _steps.Text(above.IsOpened ? parts[i] : $"/{parts[i]}") };
                int there = Make(SystemCall.mkdirat, place.Directory, place.Name, NamedArguments.Mode(isLast ? mode ?? DirectoryMode : DirectoryMode));
                if (isLast && mode is { } permissions)
                {
                    SetPermissions(place, permissions);
                }

                _steps.JumpHere(there);
            }

            StepArgument directory = isLast ? slot : _steps.AddSlot(prefix);
            OpenAgain(directory, prefix, Linux.O_PATH | Linux.O_DIRECTORY);
            Close(above);
            above = new PathInDirectory(directory, default, IsOpened: true);
        }

        if (parts.Length == 0)
        {
            OpenAgain(slot, path, Linux.O_PATH | Linux.O_DIRECTORY);
        }
    }

    // A default access control list may remove permissions, and a directory may inherit a group.
    private void SetPermissions(PathInDirectory place, int mode)
    {
        StepArgument made = _steps.AddSlot("made");
        int opening = _steps.Add(
            StepFlags.Save | StepFlags.IgnoreError, SystemCall.openat, place.Directory, place.Name, NamedArguments.OpenFlags(Linux.O_DIRECTORY | Linux.O_NOFOLLOW | Linux.O_CLOEXEC), NamedArguments.Mode(0));
        _steps.SaveIn(opening, made);
        _steps.Add(StepFlags.IgnoreError, SystemCall.fchmod, made, NamedArguments.Mode(mode));
        _steps.Add(StepFlags.IgnoreError, SystemCall.close, made);
    }
}
