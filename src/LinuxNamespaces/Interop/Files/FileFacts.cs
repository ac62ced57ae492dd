using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>The metadata of a file, for explanations of failures.</summary>
/// <param name="Mode">Its type and permissions.</param>
/// <param name="User">Its owner.</param>
/// <param name="MountedFlags">The flags of the mount, as statfs(2) returns them.</param>
internal readonly record struct FileFacts(uint Mode, uint User, long MountedFlags)
{
    private const uint TypeMask = 0xf000;
    private const uint AnyExecution = 0x49;
    private const uint SetUserIdBit = 0x800;
    private const uint OthersMayWrite = 0x12;
    private const long ST_NOSUID = 2;
    private const long ST_NOEXEC = 8;

    internal bool IsDirectory => (Mode & TypeMask) == Linux.S_IFDIR;

    internal bool IsRegularFile => (Mode & TypeMask) == Linux.S_IFREG;

    /// <summary>Gets whether any user may execute it.</summary>
    internal bool IsExecutable => (Mode & AnyExecution) != 0;

    internal bool HasSetUserId => (Mode & SetUserIdBit) != 0;

    /// <summary>Gets whether users other than its owner may write it.</summary>
    internal bool IsWritableByOthers => (Mode & OthersMayWrite) != 0;

    internal bool IsMountedNoSuid => (MountedFlags & ST_NOSUID) != 0;

    internal bool IsMountedNoExec => (MountedFlags & ST_NOEXEC) != 0;

    /// <summary>Examines a file. Symbolic links are followed.</summary>
    /// <returns>Null if the file does not exist or the caller may not examine it.</returns>
    internal static unsafe FileFacts? TryRead(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        if (file.IsInvalid)
        {
            return null;
        }

        statx found = SystemCalls.Examine(file, "examine a file");
        statfs mounted;
        return new FileFacts(found.stx_mode, found.stx_uid, Libc.fstatfs(file, &mounted) == 0 ? mounted.f_flags : 0);
    }

    /// <summary>Determines whether a program has file capabilities, as set by setcap(8).</summary>
    internal static unsafe bool HasCapabilities(string path)
    {
        fixed (byte* file = Encoding.UTF8.GetBytes(path + '\0'))
        fixed (byte* name = "security.capability\0"u8)
        {
            return Libc.syscall(SystemCall.getxattr.Number, (nint)file, (nint)name, 0, 0, 0) > 0;
        }
    }
}
