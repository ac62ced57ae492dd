namespace LinuxNamespaces.Cni;

/// <summary>The versions of the specification that this library speaks, and what each of them brought.</summary>
internal static class CniVersion
{
    internal const string Latest = "1.1.0";

    /// <summary>What a configuration without a version means, by the specification.</summary>
    internal const string Unspecified = "0.1.0";

    internal static IReadOnlyList<string> All { get; } = ["0.3.0", "0.3.1", "0.4.0", "1.0.0", Latest];

    internal static bool Supports(string version, CniCommand command) => command switch
    {
        CniCommand.Check => IsAtLeast(version, "0.4.0"),
        CniCommand.Status or CniCommand.CollectGarbage => IsAtLeast(version, "1.1.0"),
        _ => true,
    };

    /// <summary>Whether each address of a result says its family.</summary>
    internal static bool HasAddressFamily(string version) => !IsAtLeast(version, "1.0.0");

    /// <summary>Whether results have the details of version 1.1.0: the MTU of an interface, metrics of a route.</summary>
    internal static bool HasDetails(string version) => IsAtLeast(version, "1.1.0");

    /// <summary>Compares two versions of <see cref="All"/>, which is in their order.</summary>
    internal static bool IsAtLeast(string version, string minimum) => IndexOf(version) >= IndexOf(minimum);

    internal static int IndexOf(string version)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i] == version)
            {
                return i;
            }
        }

        return -1;
    }
}
