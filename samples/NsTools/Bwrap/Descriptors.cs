using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>Descriptors that the tool was started with, by number.</summary>
internal static class Descriptors
{
    private static readonly HashSet<int> s_own = [];

    // The runtime has some of its own, and gives their numbers to others when they are closed.
    private static readonly HashSet<int> s_given = [0, 1, 2, .. CurrentProcess.GetInheritedDescriptors()];

    internal static int Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new ToolException($"Invalid fd: {text}");

    /// <summary>A descriptor that is the tool's own: the sandbox does not get it.</summary>
    internal static int Take(string text)
    {
        int number = Parse(text);
        s_own.Add(number);
        return number;
    }

    /// <summary>What the sandbox gets, by number. The tool has no use for them when it has started.</summary>
    internal static Dictionary<int, SafeHandle> ForSandbox() =>
        s_given.Where(number => number > 2 && !s_own.Contains(number)).ToDictionary(number => number, number => (SafeHandle)new SafeFileHandle(number, ownsHandle: true));

    /// <summary>Reads a descriptor to its end, and closes it.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="purpose">What cannot be done when that fails.</param>
    internal static byte[] ReadAll(int descriptor, string purpose)
    {
        try
        {
            using FileStream stream = Open(descriptor, FileAccess.Read);
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

    /// <summary>Whether it was there when the tool was started, and has not been opened since.</summary>
    internal static bool IsThere(int descriptor) => s_given.Contains(descriptor);

    /// <exception cref="IOException">It is not there.</exception>
    internal static FileStream Open(int descriptor, FileAccess access) => s_given.Remove(descriptor)
        ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0)
        : throw new IOException(Errno.EBADF.Description);
}
