using System.Globalization;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>The file system of the sandbox, as the options make it one by one.</summary>
internal sealed class BwrapFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Listable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

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

        Require(_size is null || option == "tmpfs", "--size must be followed by --tmpfs");
        Require(_permissions is null || option is "tmpfs" or "dir" or "file" or "bind-data" or "ro-bind-data", "--perms must be followed by an option that creates a file");
        Require(_layers.Count == 0 || option is "overlay" or "tmp-overlay" or "ro-overlay", "--overlay-src must be followed by another --overlay-src or one of --overlay, --tmp-overlay, or --ro-overlay");
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

    private static string Absolute(string path) => path.StartsWith('/') ? path : $"/{path}";

    private void Add(string option, string[] values)
    {
        string target = Absolute(values[^1]);
        switch (option)
        {
            case "bind" or "dev-bind" or "ro-bind" or "bind-try" or "dev-bind-try" or "ro-bind-try":
                Bind(option, values[0], target);
                break;
            case "bind-fd" or "ro-bind-fd":
                Bind(option, PathOf(Descriptors.Parse(values[0])), target);
                break;
            case "bind-data" or "ro-bind-data":
                Bind(option, WriteTemporary(ReadData(values[0], target), _permissions ?? OwnerOnly), target);
                break;
            case "remount-ro":
                Mounts.Add(Mount.Restrict(target, MountFlags.ReadOnly));
                break;
            case "overlay":
                Require(_layers.Count > 0, "--overlay requires at least one --overlay-src");
                Mounts.Add(Mount.Overlay(target, [.. _layers], Path.GetFullPath(values[0]), Path.GetFullPath(values[1])));
                break;
            case "tmp-overlay":
                Require(_layers.Count > 0, "--tmp-overlay requires at least one --overlay-src");
                Mounts.Add(Mount.TemporaryOverlay(target, [.. _layers]));
                break;
            case "ro-overlay":
                Require(_layers.Count > 1, "--ro-overlay requires at least two --overlay-src");
                Mounts.Add(Mount.Overlay(target, [.. _layers]));
                break;
            case "proc":
                _procs.Add((Mounts.Count, target));
                Mounts.Add(Mount.Proc(target));
                foreach (string part in s_sensitive)
                {
                    Mounts.Add(Mount.WriteProtect($"{target}/{part}"));
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
                _links.TryAdd(target, values[0]);
                Mounts.Add(Mount.SymbolicLink(target, values[0]));
                break;
            case "chmod":
                Mounts.Add(Mount.Permissions(target, ParseMode(option, values[0])));
                break;
        }
    }

    // The descriptor itself belongs to a mount namespace that the sandbox is not in.
    private static string PathOf(int descriptor) =>
        File.ResolveLinkTarget($"/proc/self/fd/{descriptor}", returnFinalTarget: false)?.FullName ?? throw new ToolException($"Can't stat fd {descriptor}: {Errno.EBADF.Description}");

    private void Bind(string option, string source, string target)
    {
        if (!Path.Exists(source))
        {
            Require(option.EndsWith("-try", StringComparison.Ordinal), $"Can't find source path {source}: {Errno.ENOENT.Description}");
            return;
        }

        MountFlags flags = MountFlags.NoSetUserId
            | (option.StartsWith("dev-", StringComparison.Ordinal) ? MountFlags.None : MountFlags.NoDevices)
            | (option.StartsWith("ro-", StringComparison.Ordinal) ? MountFlags.ReadOnly : MountFlags.None);
        Mounts.Add(Mount.Bind(source, target, flags));
        _sources.Add((target, source));
    }

    private static byte[] ReadData(string descriptor, string target) => Descriptors.ReadAll(descriptor, $"write data to file {target}");

    private string WriteTemporary(byte[] content, UnixFileMode mode)
    {
        string path = Path.GetTempFileName();
        _temporary.Add(path);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
