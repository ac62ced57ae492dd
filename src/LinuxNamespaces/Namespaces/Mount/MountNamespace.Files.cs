using System.Net.Sockets;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>What is opened in it.</content>
public sealed partial class MountNamespace
{
    // struct sockaddr_un: the family and a path with a zero behind.
    private const int MaxSocketPath = 107;

    /// <summary>Opens a regular file inside. It stays open, whichever thread uses it.</summary>
    /// <param name="path">An absolute path inside; symbolic links lead on inside. Links that lead to what a process has open, such as /proc/1/root, are not followed (ELOOP).</param>
    /// <param name="mode">How to open or create it.</param>
    /// <param name="access">Whether to read or write.</param>
    /// <param name="permissions">Who may use it, when it is created; the umask of the program holds.</param>
    /// <returns>The file.</returns>
    /// <remarks>
    /// What is opened and created there is so by the caller, or by root of the user namespace that owns the mount namespace, when that is
    /// another one. As with <c>File.Open</c>, <see cref="FileMode.Append"/> needs <see cref="FileAccess.Write"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is not absolute or contains a NUL character; the mode and the access do not go together.</exception>
    /// <exception cref="InvalidDataException">There is something else than a regular file, such as a directory, a pipe or a device.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM), or the file not opened (ENOENT, EACCES, EEXIST, EROFS).</exception>
    public FileStream OpenFile(
        string path, FileMode mode = FileMode.Open, FileAccess access = FileAccess.Read, UnixFileMode permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)
    {
        Check(path);
        int flags = Flags(mode, access);
        PlacedProgram program = Inside($"open {PrintableText.Quote(path)} in", descriptors: 1);
        // Nobody who puts a pipe there keeps us waiting.
        flags |= Linux.O_NONBLOCK | Linux.O_NOCTTY;
        RootedPaths.OpenWithoutMagic(program.Steps, program.Descriptors[0], path, flags, (flags & Linux.O_CREAT) != 0 ? (int)permissions : 0);
        using PlacedResult result = program.Run();
        SafeFileHandle opened = result.Take(0);
        if (!SystemCalls.IsRegularFile(opened))
        {
            opened.Dispose();
            throw new InvalidDataException($"{PrintableText.Quote(path)} in {this} is not a regular file.");
        }

        return new FileStream(opened, access);
    }

    /// <summary>Connects to a Unix socket inside.</summary>
    /// <param name="path">Its path: absolute, at most 107 bytes.</param>
    /// <param name="type">The type of the socket.</param>
    /// <returns>The connected socket.</returns>
    /// <remarks>See unix(7). The other end sees the caller, or root of the user namespace that owns the mount namespace, when that is another one.</remarks>
    /// <exception cref="ArgumentException">The path is not absolute, longer, or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), there is no socket (ENOENT), nobody listens (ECONNREFUSED), or too many wait already (EAGAIN).
    /// </exception>
    public Socket ConnectUnixSocket(string path, SocketType type = SocketType.Stream)
    {
        Check(path);
        byte[] name = LinuxText.Encode(path);
        if (name.Length > MaxSocketPath)
        {
            throw new ArgumentException($"The path of a socket has at most {MaxSocketPath} bytes.", nameof(path));
        }

        PlacedProgram program = Inside($"connect to {PrintableText.Quote(path)} in", descriptors: 1);
        // Nobody who does not accept keeps us waiting.
        program.Steps.AddSaving(program.Descriptors[0], SystemCall.socket, StepArgument.Named(Linux.AF_UNIX, "AF_UNIX"), (int)type | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK, 0);
        byte[] address = [.. BitConverter.GetBytes((ushort)Linux.AF_UNIX), .. name, 0];
        program.Steps.Add(SystemCall.connect, program.Descriptors[0], program.Steps.Bytes(address, $"\"{path}\""), address.Length);
        program.Steps.Add(SystemCall.fcntl, program.Descriptors[0], StepArgument.Named(Linux.F_SETFL, "F_SETFL"), 0);
        using PlacedResult result = program.Run();
        return SocketFactory.FromHandle(result.Take(0));
    }

    private static int Flags(FileMode mode, FileAccess access)
    {
        bool writes = access.HasFlag(FileAccess.Write);
        if (access is < FileAccess.Read or > FileAccess.ReadWrite || mode is < FileMode.CreateNew or > FileMode.Append
            || (!writes && mode is not (FileMode.Open or FileMode.OpenOrCreate)) || (mode == FileMode.Append && access != FileAccess.Write))
        {
            throw new ArgumentException($"FileMode.{mode} and FileAccess.{access} do not go together.", nameof(mode));
        }

        return (access == FileAccess.ReadWrite ? Linux.O_RDWR : writes ? Linux.O_WRONLY : Linux.O_RDONLY) | mode switch
        {
            FileMode.CreateNew => Linux.O_CREAT | Linux.O_EXCL,
            FileMode.Create => Linux.O_CREAT | Linux.O_TRUNC,
            FileMode.OpenOrCreate => Linux.O_CREAT,
            FileMode.Truncate => Linux.O_TRUNC,
            FileMode.Append => Linux.O_CREAT | Linux.O_APPEND,
            _ => 0,
        };
    }
}
