using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>What is at a path of the caller. <see cref="System.IO"/> cannot look at paths that are not UTF-8.</summary>
internal static class PathStatus
{
    /// <summary>Whether there is something, following links.</summary>
    internal static bool Exists(string path)
    {
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        return !file.IsInvalid;
    }

    /// <summary>Whether there is something that is not a directory, following links; false where the caller cannot look.</summary>
    internal static bool IsFile(string path)
    {
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        return !file.IsInvalid && !SystemCalls.IsDirectory(file);
    }

    /// <summary>What a symbolic link holds; null when it is none.</summary>
    internal static unsafe string? ReadLink(string path)
    {
        byte[] target = new byte[Linux.PATH_MAX];
        fixed (byte* buffer = target)
        {
            nint length = Libc.readlink(path, buffer, (nuint)target.Length);
            return length < 0 ? null : LinuxText.Decode(target.AsSpan(0, (int)length));
        }
    }
}
