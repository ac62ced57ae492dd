using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>Signals by their names; signal(7).</summary>
internal static class Signals
{
    // Those before are of the C library.
    private const int FirstOfUsers = 34;
    private const int Last = 64;

    // From number 1 on, as on x86-64 and arm64.
    private static readonly string[] s_names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private static readonly Dictionary<string, int> s_others = new(StringComparer.Ordinal) { ["IOT"] = 6, ["CLD"] = 17, ["POLL"] = 29 };

    /// <summary>Reads a signal: a name with or without "SIG", one of real time from either end.</summary>
    internal static PosixSignal Parse(string text)
    {
        string name = (text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text).ToUpperInvariant();
        int number = s_others.TryGetValue(name, out int other) ? other : Array.IndexOf(s_names, name) + 1;
        if (name.StartsWith("RTMIN+", StringComparison.Ordinal))
        {
            number = FirstOfUsers + Offset(name);
        }
        else if (name.StartsWith("RTMAX-", StringComparison.Ordinal))
        {
            number = Last - Offset(name);
        }

        return number is > 0 and <= Last && (number <= s_names.Length || number >= FirstOfUsers) ? (PosixSignal)number : throw new ToolException($"unknown signal: {text}");
    }

    private static int Offset(string name) => int.TryParse(name["RTMIN+".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int offset) && offset <= Last ? offset : Last;
}
