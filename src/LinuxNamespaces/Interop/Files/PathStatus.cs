using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>Examines the file at a path of the caller. <see cref="System.IO"/> does not support paths that are not UTF-8.</summary>
internal static class PathStatus
{
    /// <summary>Determines whether a file exists, following links.</summary>
    internal static bool Exists(string path)
    {
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        return !file.IsInvalid;
    }

    /// <summary>Determines whether a file exists that is not a directory, following links; false if the caller may not examine it.</summary>
    internal static bool IsFile(string path)
    {
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        return !file.IsInvalid && !SystemCalls.IsDirectory(file);
    }

    /// <summary>Reads the target of a symbolic link; null if the file is not a symbolic link.</summary>
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
