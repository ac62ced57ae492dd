using System.Net.Sockets;
using System.Runtime.InteropServices;
using FluentAssertions;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>System calls that tests make in a namespace, where they can run no tool.</summary>
internal static partial class Native
{
    internal static void SetHostName(string name) => sethostname(name, name.Length).Should().Be(0);

    internal static void Bind(Socket socket, byte[] address) => bind((int)socket.Handle, address, address.Length).Should().Be(0);

    internal static void MountTmpfs(string directory) => mount("tmpfs", directory, "tmpfs", 0, null).Should().Be(0);

    /// <summary>Mounts a proc file system over the one that is there.</summary>
    internal static void MountProc(string options) => mount("proc", "/proc", "proc", 0, options).Should().Be(0);

    internal static void MakeShared(string directory)
    {
        const nuint shared = 0x100000;
        mount("none", directory, null, shared, null).Should().Be(0);
    }

    /// <summary>Those of the calling thread only.</summary>
    internal static void DropCapabilities()
    {
        const uint version3 = 0x20080522;
        capset([version3, 0], new uint[6]).Should().Be(0);
    }

    /// <summary>Exchanges two files by their names, if both exist.</summary>
    internal static bool Exchange(string first, string second)
    {
        const int AT_FDCWD = -100;
        const uint RENAME_EXCHANGE = 2;
        return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0;
    }

    /// <summary>A number that tells which network namespace a socket is in.</summary>
    internal static ulong NamespaceCookie(Socket socket)
    {
        const int SOL_SOCKET = 1;
        const int SO_NETNS_COOKIE = 71;
        byte[] cookie = new byte[sizeof(ulong)];
        socket.GetRawSocketOption(SOL_SOCKET, SO_NETNS_COOKIE, cookie);
        return BitConverter.ToUInt64(cookie);
    }

    [LibraryImport("libc")]
    private static partial int bind(int socket, byte[] address, int length);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int olddirfd, string oldpath, int newdirfd, string newpath, uint flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int sethostname(string name, nint length);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc")]
    private static partial int capset(uint[] header, uint[] data);
}
