using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>Signals by their names; signal(7).</summary>
internal static class Signals
{
    // From number 1 on, as on x86-64 and arm64.
    private static readonly string[] s_names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Reads a signal: a number, or a name with or without "SIG".</summary>
    internal static PosixSignal Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 64)
        {
            return (PosixSignal)number;
        }

        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        int index = Array.FindIndex(s_names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? (PosixSignal)(index + 1) : throw new ToolException($"unknown signal: {text}");
    }
}
