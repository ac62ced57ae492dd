using System.Globalization;

namespace LinuxNamespaces.TestTools;

/// <summary>Names that only this run of the tests uses, so that it tells what it has made itself from what other programs have made.</summary>
internal static class RunMark
{
    private static int s_count;

    // A script that runs the tests gives its own process id, and can look for what they left.
    private static readonly int s_run = int.TryParse(Environment.GetEnvironmentVariable("LNS_TEST_RUN"), NumberStyles.None, CultureInfo.InvariantCulture, out int run) ? run : Environment.ProcessId;

    /// <summary>What all of the names begin with. Several programs of tests run at the same time.</summary>
    internal static string Prefix { get; } = string.Create(CultureInfo.InvariantCulture, $"lns{s_run:x}{Environment.ProcessId & 0xfff:x3}-");

    /// <summary>Gets a name that nothing else has, of at most 20 characters.</summary>
    internal static string NewName() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Interlocked.Increment(ref s_count):x}");

    /// <summary>Whether a name, or a path with one in it, is of this run.</summary>
    internal static bool IsIn(string text) => text.Contains(Prefix, StringComparison.Ordinal);
}
