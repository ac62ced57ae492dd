using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>The file system of the sandbox, as the options make it one by one.</summary>
internal sealed class BwrapFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Listable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const string OwnProgram = "/proc/self/exe";

    // Parts of /proc by which the machine is changed.
    private static readonly string[] s_sensitive = ["sys", "sysrq-trigger", "irq", "bus"];

    private readonly List<(int Index, string Target)> _procs = [];
    private readonly List<(string Target, string? Source)> _sources = [];
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly List<string> _targets = [];
    private readonly List<string> _temporary = [];
    private readonly List<string> _layers = [];
    private UnixFileMode? _permissions;
    private long? _size;

    /// <summary>The operations.</summary>
    internal List<Mount> Mounts { get; } = [];

    /// <summary>The overlays among them, and what they are made of.</summary>
    internal List<(string Target, string Options)> Overlays { get; } = [];

    /// <summary>What is changed, but not created, by its path, and what is said when it is not found.</summary>
    internal Dictionary<string, string> Changes { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether pseudo terminals are among it, which only root of a user namespace may mount.</summary>
    internal bool NeedsRoot { get; private set; }

    internal void Set(string option, string[] values)
    {
        switch (option)
        {
            case "perms":
                Require(_permissions is null, "--perms given twice for the same action");
                _permissions = ParseMode(option, values[0]);
                return;
            case "size":
                Require(_size is null, "--size given twice for the same action");
                _size = long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0
                    ? size
                    : throw new ToolException("--size takes a non-zero number of bytes");
                return;
            case "overlay-src":
                _layers.Insert(0, values[0]);
                return;
        }

        Require(_permissions is null || option is "tmpfs" or "dir" or "file" or "bind-data" or "ro-bind-data", "--perms must be followed by an option that creates a file");
        Require(_size is null || option == "tmpfs", "--size must be followed by --tmpfs");
        Require(_layers.Count == 0 || option is "overlay" or "tmp-overlay" or "ro-overlay", "--overlay-src must be followed by another --overlay-src or one of --overlay, --tmp-overlay, or --ro-overlay");
        AddParents(Absolute(values[^1]), _permissions ?? DefaultMode(option));
        Add(option, values);
        _targets.Add(Absolute(values[^1]));
        (_permissions, _size) = (null, null);
        _layers.Clear();
    }

    /// <summary>Layers without an overlay are for nothing.</summary>
    internal void Finish()
    {
        Require(_layers.Count == 0, "--overlay-src must be followed by another --overlay-src or one of --overlay, --tmp-overlay, or --ro-overlay");
    }

    /// <summary>What a symbolic link that was in the sandbox before says; null when it is no link.</summary>
    internal string? FindLink(string path)
    {
        (string target, string? source) = _sources.FindLast(entry => entry.Target == "/" || path.StartsWith($"{entry.Target}/", StringComparison.Ordinal));
        string? outside = source is null ? null : $"{source}/{path[target.Length..]}";
        return Path.Exists(outside) ? new FileInfo(outside).LinkTarget : _links.GetValueOrDefault(path);
    }

    /// <summary>What a directory is made for: itself, or the first that is to be in it.</summary>
    internal string TargetOf(string directory) =>
        _targets.Contains(directory) ? directory : _targets.Find(target => target.StartsWith($"{directory}/", StringComparison.Ordinal)) ?? directory;

    /// <summary>Without a PID namespace of its own the sandbox has the /proc that there is.</summary>
    internal void ShareProc()
    {
        foreach ((int index, string target) in _procs)
        {
            Mounts[index] = Mount.Bind("/proc", target, MountFlags.NoSetUserId | MountFlags.NoDevices);
        }
    }

    internal void DeleteTemporaryFiles()
    {
        _temporary.ForEach(File.Delete);
        _temporary.Clear();
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ToolException(message);
        }
    }

    private static UnixFileMode ParseMode(string option, string text)
    {
        int mode = 0;
        foreach (char digit in text)
        {
            mode = digit is >= '0' and <= '7' && mode <= 0x1ff ? (mode << 3) + digit - '0' : int.MaxValue;
            Require(mode <= 0xfff, $"--{option} takes an octal argument <= 07777");
        }

        Require(text.Length > 0, $"--{option} takes an octal argument <= 07777");
        return (UnixFileMode)mode;
    }

    private static string Absolute(string path) => $"/{path.Trim('/')}";

    // What counts for the directories that are made for something when no permissions are given.
    private static UnixFileMode DefaultMode(string option) => option switch
    {
        "dir" or "tmpfs" => Listable,
        "file" => ForAll,
        _ => OwnerOnly,
    };

    // The directories that are created for it have no more permissions than it has.
    private void AddParents(string target, UnixFileMode mode)
    {
        if (ParentMode(mode) == Listable)
        {
            return;
        }

        for (int slash = target.IndexOf('/', 1); slash > 0; slash = target.IndexOf('/', slash + 1))
        {
            Mounts.Add(Mount.Directory(target[..slash], ParentMode(mode)));
        }
    }

    private static UnixFileMode ParentMode(UnixFileMode mode)
    {
        const UnixFileMode group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
        const UnixFileMode other = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return Listable & ~((mode & group) == 0 ? group : 0) & ~((mode & other) == 0 ? other : 0);
    }

    private void Add(string option, string[] values)
    {
        string target = Absolute(values[^1]);
        switch (option)
        {
            case "bind" or "dev-bind" or "ro-bind" or "bind-try" or "dev-bind-try" or "ro-bind-try":
                Bind(option, values[0], target);
                break;
            case "bind-fd" or "ro-bind-fd":
                BindDescriptor(option, Descriptors.Take(values[0]), target);
                break;
            case "bind-data" or "ro-bind-data":
                Bind(option, WriteTemporary(ReadData(values[0], target), _permissions ?? OwnerOnly), target);
                break;
            case "remount-ro":
                Changes[target] = $"Can't remount readonly on /newroot{target}: realpath(destination)";
                Mounts.Add(Mount.Restrict(target, MountFlags.ReadOnly));
                break;
            case "overlay":
                Require(_layers.Count > 0, "--overlay requires at least one --overlay-src");
                BwrapSources.RequireAll([values[0], values[1], .. _layers]);
                AddOverlay(Mount.Overlay(target, [.. _layers], Path.GetFullPath(values[0]), Path.GetFullPath(values[1])), target, $"upperdir={Outside(values[0])},workdir={Outside(values[1])},");
                break;
            case "tmp-overlay":
                Require(_layers.Count > 0, "--tmp-overlay requires at least one --overlay-src");
                BwrapSources.RequireAll(_layers);
                AddOverlay(Mount.TemporaryOverlay(target, [.. _layers]), target, "upperdir=/tmp-overlay-upper-0,workdir=/tmp-overlay-work-0,");
                break;
            case "ro-overlay":
                Require(_layers.Count > 1, "--ro-overlay requires at least two --overlay-src");
                BwrapSources.RequireAll(_layers);
                AddOverlay(Mount.Overlay(target, [.. _layers]), target, string.Empty);
                break;
            case "proc":
                _procs.Add((Mounts.Count, target));
                Mounts.Add(Mount.Proc(target));
                foreach (string part in s_sensitive)
                {
                    Mounts.Add(Mount.WriteProtect($"{target}/{part}", onlyIfWritable: true));
                }

                break;
            case "dev":
                NeedsRoot = true;
                Mounts.Add(Mount.Devices(target));
                Mounts.Add(Mount.Unmount($"{target}/shm"));
                Mounts.Add(Mount.Permissions($"{target}/shm", Listable));
                Mounts.Add(Mount.SymbolicLink($"{target}/core", "/proc/kcore"));
                break;
            case "tmpfs":
                _sources.Add((target, null));
                Mounts.Add(Mount.Tmpfs(target, _size, _permissions));
                break;
            case "mqueue":
                Mounts.Add(Mount.Mqueue(target));
                break;
            case "dir":
                Mounts.Add(Mount.Directory(target, _permissions));
                break;
            case "file":
                Mounts.Add(Mount.File(target, ReadData(values[0], target), _permissions ?? ForAll, overwrite: true));
                break;
            case "symlink":
                if (!_targets.Contains(target))
                {
                    _links.Add(target, values[0]);
                }

                Mounts.Add(Mount.SymbolicLink(target, values[0]));
                break;
            case "chmod":
                Changes[target] = $"Can't chmod {(ParseMode(option, values[0]) == 0 ? "0" : $"0{Convert.ToString((int)ParseMode(option, values[0]), 8)}")} {target}";
                Mounts.Add(Mount.Permissions(target, ParseMode(option, values[0])));
                break;
        }
    }

    private void AddOverlay(Mount overlay, string target, string options)
    {
        Overlays.Add((target, $"{options}lowerdir={string.Join(':', _layers.Select(Outside))},userxattr"));
        Mounts.Add(overlay);
        Mounts.Add(Mount.Restrict(target, MountFlags.NoSetUserId | MountFlags.NoDevices));
    }

    // Where paths of the caller are while the sandbox is made.
    private static string Outside(string path) => $"/oldroot{Path.GetFullPath(path)}";

    private void BindDescriptor(string option, int descriptor, string target)
    {
        string link = $"/proc/self/fd/{descriptor}";
        string? source = Descriptors.IsThere(descriptor) ? new FileInfo(link).LinkTarget : null;
        Require(source is ['/', ..] && Path.Exists(source), BwrapSources.Missing(link, Errno.ENOENT));
        Mounts.Add(Mount.Bind(new SafeFileHandle(descriptor, ownsHandle: true), target, FlagsOf(option)));
        _sources.Add((target, source));
    }

    private static MountFlags FlagsOf(string option) => MountFlags.NoSetUserId
        | (option.StartsWith("dev-", StringComparison.Ordinal) ? MountFlags.None : MountFlags.NoDevices)
        | (option.StartsWith("ro-", StringComparison.Ordinal) ? MountFlags.ReadOnly : MountFlags.None);

    private void Bind(string option, string source, string target)
    {
        if (BwrapSources.FindError(source) is { } error)
        {
            Require(error == Errno.ENOENT && option.EndsWith("-try", StringComparison.Ordinal), BwrapSources.Missing(source, error));
            return;
        }

        // The program that mounts it is executed in the same process.
        Mounts.Add(Mount.Bind(source == OwnProgram ? Environment.ProcessPath! : source, target, FlagsOf(option)));
        _sources.Add((target, source));
    }

    private static byte[] ReadData(string descriptor, string target) => Descriptors.ReadAll(Descriptors.Parse(descriptor), $"write data to file {target}");

    private string WriteTemporary(byte[] content, UnixFileMode mode)
    {
        string path = Path.GetTempFileName();
        _temporary.Add(path);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
