using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>Describes where a standard stream of a process leads.</summary>
public sealed class ProcessStream
{
    private readonly Func<bool, SafeHandle>? _open;

    private ProcessStream(string name, Func<bool, SafeHandle>? open, bool isOwned = true)
    {
        Name = name;
        _open = open;
        IsOwned = isOwned;
    }

    /// <summary>Gets the stream of the caller.</summary>
    public static ProcessStream Inherit { get; } = new("inherit", null);

    /// <summary>Gets <c>/dev/null</c>: it has no input, and discards output.</summary>
    public static ProcessStream Null { get; } = new("/dev/null", _ => OpenFile("/dev/null", Linux.O_RDWR));

    /// <summary>Gets a pipe to the caller, whose end is a property of the <see cref="NamespaceProcess"/>.</summary>
    /// <remarks>
    /// A pipe holds a limited number of bytes, usually 65,536. A process that writes more blocks until the caller reads. Read both outputs at the same time
    /// if both are pipes, and while input is written: otherwise each side may wait for the other. <see cref="NamespaceProcess.RunAsync"/> does that.
    /// See pipe(7).
    /// </remarks>
    public static ProcessStream Pipe { get; } = new("pipe", null);

    /// <summary>
    /// Gets a new terminal of the devpts file system of the process: that of <c>/dev/ptmx</c> under its root directory, so that the name of the terminal, such as
    /// <c>/dev/pts/0</c>, exists for the process. All standard streams with this value are the same terminal. <see cref="NamespaceProcess.Terminal"/> is the other end.
    /// </summary>
    /// <remarks>
    /// <see cref="Mount.Devices"/> mounts such a file system. <see cref="PseudoTerminal.Open"/> opens a terminal of the caller instead. Needs kernel 4.13.
    /// </remarks>
    public static ProcessStream Terminal { get; } = new("terminal", null);

    internal string Name { get; }

    internal bool IsOwned { get; }

    internal bool IsInherited => ReferenceEquals(this, Inherit);

    internal bool IsPipe => ReferenceEquals(this, Pipe);

    internal bool IsTerminal => ReferenceEquals(this, Terminal);

    /// <summary>Gets a file, which the caller opens before the process has a root directory of its own.</summary>
    /// <param name="path">The path of the file. Standard input reads it. Other streams write to it, and create it if it does not exist.</param>
    /// <param name="append">Whether output is appended to the file. Otherwise the file is truncated.</param>
    /// <returns>The stream.</returns>
    public static ProcessStream File(string path, bool append = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ProcessStream(path, input => OpenFile(path, input ? Linux.O_RDONLY : Linux.O_WRONLY | Linux.O_CREAT | (append ? Linux.O_APPEND : Linux.O_TRUNC)));
    }

    /// <summary>Gets a descriptor of the caller, which stays the caller's.</summary>
    /// <param name="handle">The handle.</param>
    /// <returns>The stream.</returns>
    public static ProcessStream Handle(SafeHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new ProcessStream("handle", _ => handle, isOwned: false);
    }

    /// <summary>Opens what the process gets; null when it inherits it.</summary>
    internal SafeHandle? Open(bool input) => _open?.Invoke(input);

    private static SafeFileHandle OpenFile(string path, int flags)
    {
        SafeFileHandle file = SystemCalls.TryOpen(path, flags, 0x1b6);
        if (file.IsInvalid)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, "open a standard stream", path);
        }

        return file;
    }
}
