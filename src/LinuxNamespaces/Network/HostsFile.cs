using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Names of hosts in a file; hosts(5).</summary>
internal static class HostsFile
{
    /// <summary>The addresses of a host, in the order of the file; empty when it is not in it.</summary>
    internal static IReadOnlyList<IPAddress> Find(IEnumerable<string> lines, string name)
    {
        List<IPAddress> addresses = [];
        foreach (string line in lines)
        {
            string[] words = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Skip(1).Contains(name.TrimEnd('.'), StringComparer.OrdinalIgnoreCase) && IPAddress.TryParse(words[0], out IPAddress? address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }
}
