using System.Text;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>Files of /proc in the namespace, and its cookie.</content>
public sealed partial class NetNamespace
{
    /// <summary>Gets the sysctls of the namespace: <c>ns.Sysctl["net/ipv4/ip_forward"] = "1"</c>.</summary>
    public NetSysctl Sysctl => new(this);

    /// <summary>Gets the cookie of the namespace, which identifies it to BPF programs. See socket(7), SO_NETNS_COOKIE; kernel 5.14.</summary>
    /// <returns>The cookie.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM), or the kernel does not support it (ENOPROTOOPT).
    /// </exception>
    public ulong GetCookie()
    {
        ThrowIfDisposed();
        using SafeFileHandle socket = NamespaceOpener.OpenSocket(Handle, Linux.AF_UNIX, Linux.SOCK_DGRAM, 0, ToString());
        return SocketNamespace.Cookie(socket) ?? throw SystemCalls.Failure(SystemCalls.LastError, "read the cookie of a network namespace");
    }

    /// <summary>Opens a file of <c>/proc/net</c> in the namespace for reading, such as <c>dev</c> or <c>stat/rt_cache</c>.</summary>
    /// <param name="name">The path below <c>/proc/net</c>.</param>
    /// <returns>The file, which shows the namespace whichever thread reads it.</returns>
    /// <exception cref="ArgumentException">The name is empty, has a part that is empty, "." or "..", or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The file does not exist (ENOENT), or the namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).
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

    /// <summary>Throws if a path could leave the directory that it is relative to.</summary>
    internal static void RequireInside(string path, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);
        if (path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"{PrintableText.Quote(path)} is not a valid path. A path consists of names with '/' between them.", parameter);
        }
    }
}
