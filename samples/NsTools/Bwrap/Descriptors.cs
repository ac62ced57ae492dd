using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>Descriptors that the tool was started with, by number.</summary>
internal static class Descriptors
{
    internal static int Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new ToolException($"Invalid fd: {text}");

    /// <summary>Reads a descriptor to its end, and closes it.</summary>
    /// <param name="descriptor">Its number, as it was given.</param>
    /// <param name="purpose">What cannot be done when that fails.</param>
    internal static byte[] ReadAll(string descriptor, string purpose)
    {
        try
        {
            using FileStream stream = Open(Parse(descriptor), FileAccess.Read);
            using MemoryStream content = new();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ToolException($"Can't {purpose}: {Errno.EBADF.Description}");
        }
    }

    /// <summary>Waits until something can be read, or the other end is closed; for what cannot be read, not at all.</summary>
    internal static void Await(int descriptor)
    {
        try
        {
            using FileStream stream = Open(descriptor, FileAccess.Read);
            stream.ReadByte();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The original does not look.
        }
    }

    internal static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0);
}
