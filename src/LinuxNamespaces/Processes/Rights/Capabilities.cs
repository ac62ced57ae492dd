using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The capabilities of the calling thread.</summary>
internal static class Capabilities
{
    private static readonly Lazy<int> s_last = new(() =>
        int.TryParse(TryRead("/proc/sys/kernel/cap_last_cap"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int last) ? Math.Clamp(last, 0, 62) : (int)Capability.CheckpointRestore);

    /// <summary>Gets the highest capability that the kernel supports.</summary>
    internal static int Last => s_last.Value;

    internal static bool Has(Capability capability) => Has(Current(), capability);

    internal static bool Has((ulong Effective, ulong Permitted, ulong Inheritable) held, Capability capability) => (held.Effective & (1UL << (int)capability)) != 0;

    internal static (ulong Effective, ulong Permitted, ulong Inheritable) Current() => CapabilityCalls.Get();

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
