using System.Text.RegularExpressions;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The names of sysctls in configurations: those of the network namespace, with dots or slashes.</summary>
internal static class SysctlNames
{
    private const string Placeholder = "IFNAME";
    private const string AllowListPath = "/etc/cni/tuning/allowlist.conf";

    /// <summary>Puts the name of the interface in, and refuses what is not of the network namespace.</summary>
    /// <exception cref="CniException">The name is not one of the network namespace, or the administrator does not allow it.</exception>
    internal static string Resolve(string name, string interfaceName, string allowList = AllowListPath)
    {
        RequireAllowed(name, allowList);
        // The first separator tells what the other character is: a part of the name of a link.
        bool hasDots = name.AsSpan().IndexOfAny('.', '/') is >= 0 and var first && name[first] == '.';
        string link = hasDots ? interfaceName.Replace('.', '/') : interfaceName;
        return name.Split('.', '/') is ["net", _, ..] parts && parts.All(part => part.Length > 0) && !name.Any(char.IsControl)
            ? name.Replace(Placeholder, link, StringComparison.Ordinal)
            : throw PluginErrors.Invalid($"The sysctl {JsonText.Quote(name)} is not one of the network namespace: its name begins with 'net.'.");
    }

    /// <summary>Applies the list of regular expressions of the administrator, if there is one.</summary>
    private static void RequireAllowed(string name, string allowList)
    {
        if (!File.Exists(allowList))
        {
            return;
        }

        bool isAllowed = File.ReadLines(allowList).Where(line => !string.IsNullOrWhiteSpace(line))
            .Any(line => Regex.IsMatch(name, line.Trim(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        if (!isAllowed)
        {
            throw PluginErrors.Invalid($"The sysctl {JsonText.Quote(name)} is not in the list '{allowList}'.");
        }
    }
}
