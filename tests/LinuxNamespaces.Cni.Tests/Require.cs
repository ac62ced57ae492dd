using System.Globalization;
using Xunit;

namespace LinuxNamespaces.Cni.Tests;

/// <summary>What tests need of the machine; without it they are skipped, with one of these reasons.</summary>
internal static class Require
{
    private const int CAP_SYS_ADMIN = 21;

    /// <summary>What neither an ordinary user nor the root of a user namespace can do.</summary>
    internal static void RootOfTheMachine() => Assert.SkipUnless(
        Environment.IsPrivilegedProcess && File.ReadAllText("/proc/self/uid_map").Contains("4294967295", StringComparison.Ordinal), "This is for root of the machine.");

    internal static void Privileges()
    {
        string capabilities = File.ReadLines("/proc/thread-self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal))["CapEff:".Length..].Trim();
        ulong set = ulong.Parse(capabilities, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.SkipWhen((set >> CAP_SYS_ADMIN & 1) == 0, "This needs CAP_SYS_ADMIN, which an ordinary user has only in a user namespace.");
    }
}
