using System.Net;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Names of hosts in a file; hosts(5).</summary>
internal static class HostsFile
{
    /// <summary>Gets all addresses of a host, of both families, in the order of the file; empty if the file does not list the host.</summary>
    /// <param name="lines">The lines of the file.</param>
    /// <param name="name">The name or an alias, in ASCII.</param>
    /// <param name="parse">Reads an address, whose zone is meant in the namespace; <c>null</c> if it is not one.</param>
    internal static IReadOnlyList<IPAddress> Find(IEnumerable<string> lines, string name, Func<string, IPAddress?> parse)
    {
        string wanted = name.EndsWith('.') ? name[..^1] : name;
        List<IPAddress> addresses = [];
        foreach (string line in lines)
        {
            string[] words = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Skip(1).Any(word => wanted.Equals(HostName.ToAscii(word), StringComparison.OrdinalIgnoreCase)) && parse(words[0]) is { } address && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }
}
