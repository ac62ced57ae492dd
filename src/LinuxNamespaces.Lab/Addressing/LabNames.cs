using System.Text.RegularExpressions;

namespace LinuxNamespaces.Lab;

/// <summary>Rules for the names of nodes, which are host names.</summary>
internal static partial class LabNames
{
    private const int MaxName = 253;

    /// <exception cref="ArgumentException">The name is not a host name.</exception>
    internal static string Require(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Length > MaxName || !HostName().IsMatch(name))
        {
            throw new ArgumentException(
                $"'{name}' is not a host name. A name has up to {MaxName} characters, in parts of 1 to 63 ASCII letters, digits, '-' and '_' with dots between them; a part does not begin or end with '-'.", parameter);
        }

        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{name}' means the loopback addresses of each host.", parameter);
        }

        return System.Net.IPAddress.TryParse(name, out _) ? throw new ArgumentException($"'{name}' is an address.", parameter) : name;
    }

    [GeneratedRegex(@"\A(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\z")]
    private static partial Regex HostName();
}
