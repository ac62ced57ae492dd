using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>ioctl_tty(2).</summary>
internal static unsafe class TerminalCalls
{
    private const uint TIOCGWINSZ = 0x5413;
    private const uint TIOCSWINSZ = 0x5414;
    private const uint TIOCGPTN = 0x80045430;

    internal const uint TIOCSPTLCK = 0x40045431;
    internal const uint TIOCGPTPEER = 0x5441;

    /// <summary>Determines whether a file is the controlling end of a pseudo terminal.</summary>
    internal static bool IsController(SafeFileHandle file)
    {
        uint number;
        return Libc.ioctl(file, TIOCGPTN, &number) == 0;
    }

    /// <summary>Opens the terminal of a pseudo terminal by its own descriptor, not by a path that may lead elsewhere.</summary>
    internal static SafeFileHandle OpenPeer(SafeFileHandle master, string operation)
    {
        int unlocked = 0;
        SystemCalls.Check(Libc.ioctl(master, TIOCSPTLCK, &unlocked), operation);
        int peer = Libc.ioctl(master, TIOCGPTPEER, (void*)(Linux.O_RDWR | Linux.O_NOCTTY | Linux.O_CLOEXEC));
        SystemCalls.Check(peer, operation);
        return new SafeFileHandle(peer, ownsHandle: true);
    }

    internal static (ushort Columns, ushort Rows)? TryGetSize(SafeFileHandle terminal)
    {
        ushort* size = stackalloc ushort[4];
        return Libc.ioctl(terminal, TIOCGWINSZ, size) == 0 ? (size[1], size[0]) : null;
    }

    internal static void SetSize(SafeFileHandle master, ushort columns, ushort rows)
    {
        ushort* size = stackalloc ushort[4] { rows, columns, 0, 0 };
        SystemCalls.Check(Libc.ioctl(master, TIOCSWINSZ, size), "set the size of a pseudo terminal");
    }
}
