using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.TestTools;

/// <summary>Takes back that the parent of this process ignores signals, which processes inherit: nohup(1) does so, and shells for commands in the background.</summary>
/// <remarks>Tests send these signals to processes that they start. A shell cannot even set a trap for a signal that was ignored when it started.</remarks>
internal static partial class SignalDispositions
{
    private const int SIGPIPE = 13;

    [ModuleInitializer]
    internal static void Reset()
    {
        string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..];
        ulong ignored = ulong.Parse(mask, NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        for (int number = 1; number <= 31; number++)
        {
            // The runtime itself ignores SIGPIPE.
            if ((ignored >> (number - 1) & 1) == 1 && number != SIGPIPE)
            {
                signal(number, 0);
            }
        }
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}
