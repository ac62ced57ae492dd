using System.Runtime.InteropServices;

namespace LinuxNamespaces.Samples.NsTools.Running;

/// <summary>Whether paths exist, those that are not UTF-8 among them, which System.IO cannot look at.</summary>
internal static partial class RawPath
{
    private const int F_OK = 0;

    internal static bool Exists(string path) => access([.. LinuxText.Encode(path), 0], F_OK) == 0;

    internal static bool IsDirectory(string path) => Exists($"{path}/.");

    [LibraryImport("libc")]
    private static partial int access(byte[] pathname, int mode);
}
