using System.Text;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>The sysctls of a network namespace: the files under <c>/proc/sys/net</c>, as processes in the namespace see them.</summary>
/// <remarks>
/// A name is the path of the file below <c>/proc/sys</c>, such as <c>net/ipv4/ip_forward</c>, or has dots between its parts, such as
/// <c>net.ipv4.ip_forward</c>. As in sysctl(8), the first '.' or '/' is the separator, and the other character is part of a name:
/// <c>net/ipv4/conf/eth0.1/forwarding</c> and <c>net.ipv4.conf.eth0/1.forwarding</c> are both the setting of the link
/// <c>eth0.1</c>. See proc_sys_net(5) and Documentation/networking/ip-sysctl.rst of the kernel.
/// </remarks>
public sealed class NetSysctl
{
    private const string Root = "net";

    // About three thousand names.
    private const int MaxEntries = 96 * 1024;
    private const int MaxEntry = 512;

    private const int AllPermissions = 0x1ff;
    private const int AnyWrite = 0x92;
    private const int AnyRead = 0x124;

    private readonly NetNamespace _namespace;

    internal NetSysctl(NetNamespace netNamespace) => _namespace = netNamespace;

    /// <summary>Gets or sets the value of a setting, without the trailing line break.</summary>
    /// <param name="name">The name, such as <c>net/ipv4/ip_forward</c> or <c>net.ipv4.ip_forward</c>.</param>
    /// <exception cref="ArgumentException">The name does not begin with <c>net/</c> or <c>net.</c>, has a part that is empty, "." or "..", or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The namespace object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The setting does not exist (ENOENT), is read-only or belongs to the whole machine (EACCES), the kernel rejects the value (EINVAL), or the namespace
    /// belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).
    /// </exception>
    public string this[string name]
    {
        get
        {
            using SafeFileHandle file = Open(name, Linux.O_RDONLY);
            return Encoding.UTF8.GetString(SystemCalls.ReadAll(file, "read the setting", name)).TrimEnd('\n');
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            using SafeFileHandle file = Open(name, Linux.O_WRONLY);
            SystemCalls.WriteOnce(file, Encoding.UTF8.GetBytes(value), $"set to {PrintableText.Quote(value)} the setting", name, errno => Remedy(errno, ToPath(name), Linux.O_WRONLY));
        }
    }

    /// <summary>Lists the settings and groups in a group.</summary>
    /// <param name="name">The group, such as <c>net/ipv4/conf</c> or <c>net.ipv4.conf</c>.</param>
    /// <returns>The full names in alphabetical order, with '/' between the parts. The names of groups end with '/'.</returns>
    /// <exception cref="ArgumentException">The name is not <c>net</c>, does not begin with <c>net/</c> or <c>net.</c>, or is not valid.</exception>
    /// <exception cref="ObjectDisposedException">The namespace object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The group does not exist (ENOENT), or the namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).
    /// </exception>
    public IReadOnlyList<string> List(string name = Root)
    {
        name = ToPath(name);
        ObjectDisposedException.ThrowIf(_namespace.Handle.IsClosed, _namespace);
        // The names depend on the namespace of the process that reads the directory.
        NamespaceProgram program = new($"list the settings {PrintableText.Quote(name)} of", _namespace.ToString());
        program.Enter(_namespace.Handle);
        StepArgument directory = program.Open($"/proc/sys/{name}", Linux.O_RDONLY | Linux.O_DIRECTORY);
        StepArgument entries = program.Returns(MaxEntries, "entries");
        StepArgument length = program.ReturnsValue("length");
        StepArgument more = program.ReturnsValue("more");
        program.Steps.AddSaving(length, SystemCall.getdents64, directory, entries, MaxEntries);
        program.Steps.AddSaving(more, SystemCall.getdents64, directory, program.Steps.Bytes(new byte[MaxEntry], "rest"), MaxEntry);
        using NamespaceProgramResult result = program.Run();
        return result.Value(more) == 0
            ? [.. DirectoryEntries.Read(result.Bytes(entries)[..(int)result.Value(length)]).Select(entry => $"{name}/{entry}").Order(StringComparer.Ordinal)]
            : throw new LinuxException(Errno.EOVERFLOW, "list the settings", name, "The group has more settings than fit into one answer.");
    }

    /// <summary>Converts a name to the path below <c>/proc/sys</c>. The first separator of a name decides which one it is, as in sysctl(8).</summary>
    /// <exception cref="ArgumentException">The name is not that of a setting of a network namespace.</exception>
    internal static string ToPath(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int first = name.AsSpan().IndexOfAny('.', '/');
        string path = first < 0 || name[first] == '/' ? name : string.Create(name.Length, name, static (characters, name) =>
        {
            for (int i = 0; i < name.Length; i++)
            {
                characters[i] = name[i] switch { '.' => '/', '/' => '.', char other => other };
            }
        });
        NetNamespace.RequireInside(path, nameof(name));
        return path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"{PrintableText.Quote(name)} is not a setting of a network namespace. Their names begin with '{Root}/' or '{Root}.'.", nameof(name));
    }

    private SafeFileHandle Open(string name, int flags)
    {
        string path = ToPath(name);
        ObjectDisposedException.ThrowIf(_namespace.Handle.IsClosed, _namespace);
        return NamespaceOpener.OpenFile(_namespace.Handle, $"/proc/sys/{path}", flags, _namespace.ToString(), errno => Remedy(errno, path, flags));
    }

    private string? Remedy(Errno errno, string path, int flags)
    {
        if (errno == Errno.EROFS)
        {
            return "/proc/sys is mounted read-only, as in a container.";
        }

        if (errno != Errno.EACCES && errno != Errno.EPERM)
        {
            return null;
        }

        bool writes = flags == Linux.O_WRONLY;
        return Mode(path) is { } mode && (mode & (writes ? AnyWrite : AnyRead)) == 0
            ? $"The setting can only be {(writes ? "read" : "written")}: the mode of its file is {Convert.ToString(mode, 8).PadLeft(4, '0')} in this namespace."
            : RightsOver.Has(_namespace.Handle, Linux.CAP_NET_ADMIN) == false ? "It needs CAP_NET_ADMIN in the user namespace that owns the network namespace."
            : null;
    }

    // Every user may read the mode.
    private int? Mode(string path)
    {
        try
        {
            using SafeFileHandle file = NamespaceOpener.OpenFile(_namespace.Handle, $"/proc/sys/{path}", Linux.O_PATH, _namespace.ToString());
            return SystemCalls.Examine(file, "examine a setting").stx_mode & AllPermissions;
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
