using System.Globalization;
using System.Net;
using System.Text;

namespace LinuxNamespaces.Lab;

/// <summary>The names of a lab, as a host resolves them.</summary>
internal sealed class LabNameTable(NetworkLab lab)
{
    private static readonly IPAddress[] s_loopback = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary>Finds the addresses of a name; empty if the lab does not have it.</summary>
    /// <param name="from">The host that asks. Addresses in its own networks come first.</param>
    internal IReadOnlyList<IPAddress> Find(LabHost from, string name)
    {
        string plain = name.EndsWith('.') ? name[..^1] : name;
        if (plain.Equals("localhost", StringComparison.OrdinalIgnoreCase) || plain.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
        {
            return s_loopback;
        }

        return lab.FindHost(plain) is { } host ? Order(from, host) : [];
    }

    /// <summary>The file hosts(5) of a host.</summary>
    internal byte[] ToHostsFile(LabHost of)
    {
        StringBuilder text = new($"127.0.0.1 localhost\n::1 localhost\n");
        foreach (LabHost host in lab.Hosts)
        {
            foreach (IPAddress address in Order(of, host))
            {
                text.Append(CultureInfo.InvariantCulture, $"{address} {string.Join(' ', [host.Name, .. host.Aliases])}\n");
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The file resolv.conf(5) of all hosts.</summary>
    internal byte[] ToResolverFile() => Encoding.ASCII.GetBytes(lab.Options.NameServers.Count == 0
        ? "# Names of the lab are in /etc/hosts.\n"
        : string.Concat(lab.Options.NameServers.Select(server => $"nameserver {server}\n")));

    /// <summary>Writes the files of hosts whose processes have them.</summary>
    internal void Refresh()
    {
        foreach (LabHost host in lab.Hosts)
        {
            host.RefreshFiles();
        }
    }

    private static IReadOnlyList<IPAddress> Order(LabHost from, LabHost host)
    {
        // A host reaches itself whatever happens to its links.
        HashSet<LabPort> near = [.. from.PortArray];
        return [.. host.PortArray.SelectMany(port => port.Addresses).OrderBy(address => host == from || IsNear(near, address) ? 0 : 1).Select(address => address.Address)];
    }

    private static bool IsNear(IEnumerable<LabPort> ports, Network.InterfaceAddress address) =>
        ports.SelectMany(port => port.Addresses).Any(own => own.PrefixLength == address.PrefixLength && SameNetwork(own.Address, address.Address, own.PrefixLength));

    private static bool SameNetwork(IPAddress one, IPAddress other, int prefixLength) =>
        one.AddressFamily == other.AddressFamily && (AddressNumber.ToNumber(one) ^ AddressNumber.ToNumber(other)) >> (AddressMath.Bits(one.AddressFamily) - prefixLength) is var rest && rest == UInt128.Zero;
}
