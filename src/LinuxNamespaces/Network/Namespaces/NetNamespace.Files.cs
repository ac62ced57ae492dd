using System.Text;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using LinuxNamespaces.Execution;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>What /proc shows of the namespace, and by what others know it.</content>
public sealed partial class NetNamespace
{
    /// <summary>The settings of the namespace: <c>ns.Sysctl["net/ipv4/ip_forward"] = "1"</c>.</summary>
    public NetSysctl Sysctl => new(this);

    /// <summary>The TCP, UDP and raw sockets in the namespace, as <c>ss -tuwan</c> shows them.</summary>
    /// <remarks>From the files of <c>/proc/net</c>; a socket that comes or goes meanwhile may be missing.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).</exception>
    public IReadOnlyList<NetSocketInfo> Sockets => NetSocketTable.Read(name =>
    {
        try
        {
            return OpenProcFile(name);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    });

    /// <summary>The number that the kernel has for the namespace in packets and filters, as SO_NETNS_COOKIE of a socket in it says; kernel 5.14.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM), or the kernel does not know that (ENOPROTOOPT).
    /// </exception>
    public ulong Cookie
    {
        get
        {
            ThrowIfDisposed();
            using SafeFileHandle socket = NamespaceOpener.OpenSocket(Handle, Linux.AF_UNIX, Linux.SOCK_DGRAM, 0, ToString());
            return SocketNamespace.Cookie(socket) ?? throw SystemCalls.Failure(SystemCalls.LastError, "read the cookie of a network namespace");
        }
    }

    /// <summary>Opens a file of <c>/proc/net</c>, such as <c>dev</c> or <c>stat/rt_cache</c>, to read it as it is in the namespace.</summary>
    /// <param name="name">The name below <c>/proc/net</c>.</param>
    /// <returns>The file, which stays that of the namespace.</returns>
    /// <exception cref="ArgumentException">The name is no path below: it is empty, or has a part that is empty, "." or "..", or a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// There is no such file (ENOENT), or the namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).
    /// </exception>
    public StreamReader OpenProcFile(string name)
    {
        RequireInside(name, nameof(name));
        ThrowIfDisposed();
        SafeFileHandle file = NamespaceOpener.OpenFile(Handle, $"/proc/thread-self/net/{name}", Linux.O_RDONLY, ToString());
        try
        {
            return new StreamReader(new FileStream(file, FileAccess.Read), Encoding.UTF8);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that a path does not lead out of the directory that it is put behind.</summary>
    internal static void RequireInside(string path, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);
        if (path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"{PrintableText.Quote(path)} is no path of names with a '/' between them.", parameter);
        }
    }
}
