using System.Net.Sockets;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>Opening files and sockets in the namespace.</content>
public sealed partial class MountNamespace
{
    // struct sockaddr_un: the family and a path that ends with a zero.
    private const int MaxSocketPath = 107;

    /// <summary>Opens a regular file in the namespace. Any thread can use the open file.</summary>
    /// <param name="path">An absolute path in the namespace. Symbolic links are resolved there. Magic links, such as /proc/1/root, are not followed (ELOOP).</param>
    /// <param name="mode">Whether to open or create the file.</param>
    /// <param name="access">Whether to read or write.</param>
    /// <param name="permissions">The permissions of a file that is created. The umask of this process applies.</param>
    /// <returns>The file.</returns>
    /// <remarks>
    /// The caller opens or creates the file, or the root user of the user namespace that owns the mount namespace if that is not the caller's user namespace.
    /// As with <c>File.Open</c>, <see cref="FileMode.Append"/> needs <see cref="FileAccess.Write"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is not absolute or contains a NUL character, or the mode and the access cannot be combined.</exception>
    /// <exception cref="InvalidDataException">The file is not a regular file, but for example a directory, a pipe or a device.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM), or the file cannot be opened (ENOENT, EACCES, EEXIST, EROFS).</exception>
    public FileStream OpenFile(
        string path, FileMode mode = FileMode.Open, FileAccess access = FileAccess.Read, UnixFileMode permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)
    {
        Check(path);
        int flags = Flags(mode, access);
        NamespaceProgram program = Inside($"open {PrintableText.Quote(path)} in", descriptors: 1);
        // Opening a pipe must not block.
        flags |= Linux.O_NONBLOCK | Linux.O_NOCTTY;
        RootedPaths.OpenWithoutMagic(program.Steps, program.Descriptors[0], path, flags, (flags & Linux.O_CREAT) != 0 ? (int)permissions : 0);
        using NamespaceProgramResult result = program.Run();
        SafeFileHandle opened = result.Take(0);
        if (!SystemCalls.IsRegularFile(opened))
        {
            opened.Dispose();
            throw new InvalidDataException($"{PrintableText.Quote(path)} in {this} is not a regular file.");
        }

        return new FileStream(opened, access);
    }

    /// <summary>Connects to a Unix socket in the namespace.</summary>
    /// <param name="path">The absolute path of the socket, with at most 107 bytes.</param>
    /// <param name="type">The type of the socket.</param>
    /// <returns>The connected socket.</returns>
    /// <remarks>
    /// The credentials of the connection are those of the caller, or of the root user of the user namespace that owns the mount namespace if that is not the
    /// caller's user namespace. See unix(7).
    /// </remarks>
    /// <exception cref="ArgumentException">The path is not absolute, is too long, or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), the socket does not exist (ENOENT), no process listens on it (ECONNREFUSED), or its backlog is full (EAGAIN).
    /// </exception>
    public Socket ConnectUnixSocket(string path, SocketType type = SocketType.Stream)
    {
        Check(path);
        byte[] name = LinuxText.Encode(path);
        if (name.Length > MaxSocketPath)
        {
            throw new ArgumentException($"The path of a socket has at most {MaxSocketPath} bytes.", nameof(path));
        }

        NamespaceProgram program = Inside($"connect to {PrintableText.Quote(path)} in", descriptors: 1);
        // Connecting to a socket with a full backlog must not block.
        program.Steps.AddSaving(program.Descriptors[0], SystemCall.socket, StepArgument.Named(Linux.AF_UNIX, "AF_UNIX"), (int)type | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK, 0);
        byte[] address = [.. BitConverter.GetBytes((ushort)Linux.AF_UNIX), .. name, 0];
        program.Steps.Add(SystemCall.connect, program.Descriptors[0], program.Steps.Bytes(address, $"\"{path}\""), address.Length);
        program.Steps.Add(SystemCall.fcntl, program.Descriptors[0], StepArgument.Named(Linux.F_SETFL, "F_SETFL"), 0);
        using NamespaceProgramResult result = program.Run();
        return SocketFactory.FromHandle(result.Take(0));
    }

    private static int Flags(FileMode mode, FileAccess access)
    {
        bool writes = access.HasFlag(FileAccess.Write);
        if (access is < FileAccess.Read or > FileAccess.ReadWrite || mode is < FileMode.CreateNew or > FileMode.Append
            || (!writes && mode is not (FileMode.Open or FileMode.OpenOrCreate)) || (mode == FileMode.Append && access != FileAccess.Write))
        {
            throw new ArgumentException($"FileMode.{mode} and FileAccess.{access} cannot be combined.", nameof(mode));
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
