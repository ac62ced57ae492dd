using System.Text;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>The settings of a network namespace: the files of <c>/proc/sys/net</c> as they are in it.</summary>
/// <remarks>
/// A name is the path of the file below <c>/proc/sys</c>, with '/' between its parts, since the name of a link may have a '.' in it:
/// <c>net/ipv4/conf/eth0.1/forwarding</c>. See proc_sys_net(5) and Documentation/networking/ip-sysctl.rst of the kernel.
/// </remarks>
public sealed class NetSysctl
{
    private const string Root = "net";

    // Some three thousand names; a message takes twice as much.
    private const int MaxEntries = 96 * 1024;
    private const int MaxEntry = 512;

    private readonly NetNamespace _namespace;

    internal NetSysctl(NetNamespace netNamespace) => _namespace = netNamespace;

    /// <summary>The value of a setting, without the line break at its end.</summary>
    /// <param name="name">The name, such as <c>net/ipv4/ip_forward</c>.</param>
    /// <exception cref="ArgumentException">The name does not begin with <c>net/</c>, or has a part that is empty, "." or "..", or a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The namespace object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// There is no such setting (ENOENT), it can only be read or is that of the whole machine (EACCES), the value is refused (EINVAL), or the namespace
    /// is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).
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
            SystemCalls.WriteOnce(file, Encoding.UTF8.GetBytes(value), $"set to '{value}' the setting", name);
        }
    }

    /// <summary>Lists the settings and groups of settings in a group.</summary>
    /// <param name="name">The group, such as <c>net/ipv4/conf</c>.</param>
    /// <returns>Their full names, in alphabetical order; those of groups end with a '/'.</returns>
    /// <exception cref="ArgumentException">The name is not <c>net</c> or one that begins with <c>net/</c>, or breaks a rule of names.</exception>
    /// <exception cref="ObjectDisposedException">The namespace object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// There is no such group (ENOENT), or the namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).
    /// </exception>
    public IReadOnlyList<string> List(string name = Root)
    {
        Check(name);
        ObjectDisposedException.ThrowIf(_namespace.Handle.IsClosed, _namespace);
        // Which names there are depends on the namespace of who reads the directory.
        PlacedProgram program = new($"list the settings '{name}' of", _namespace.ToString());
        program.Enter(_namespace.Handle);
        StepArgument directory = program.Open($"/proc/sys/{name}", Linux.O_RDONLY | Linux.O_DIRECTORY);
        StepArgument entries = program.Returns(MaxEntries, "entries");
        StepArgument length = program.ReturnsValue("length");
        StepArgument more = program.ReturnsValue("more");
        program.Steps.AddSaving(length, SystemCall.getdents64, directory, entries, MaxEntries);
        program.Steps.AddSaving(more, SystemCall.getdents64, directory, program.Steps.Bytes(new byte[MaxEntry], "rest"), MaxEntry);
        using PlacedResult result = program.Run();
        return result.Value(more) == 0
            ? [.. DirectoryEntries.Read(result.Bytes(entries)[..(int)result.Value(length)]).Select(entry => $"{name}/{entry}").Order(StringComparer.Ordinal)]
            : throw new LinuxException(Errno.EOVERFLOW, "list the settings", name, "There are more than fit into a message.");
    }

    private static void Check(string name)
    {
        NetNamespace.RequireInside(name, nameof(name));
        if (name != Root && !name.StartsWith(Root + "/", StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is no setting of a network namespace; those begin with '{Root}/'.", nameof(name));
        }
    }

    private SafeFileHandle Open(string name, int flags)
    {
        Check(name);
        ObjectDisposedException.ThrowIf(_namespace.Handle.IsClosed, _namespace);
        return PlacedCalls.OpenFile(_namespace.Handle, $"/proc/sys/{name}", flags, _namespace.ToString());
    }
}
