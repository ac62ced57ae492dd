using System.Net.Sockets;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Makes the host a router for the families of some addresses.</summary>
internal static class HostForwarding
{
    internal static void Enable(NetNamespace host, IEnumerable<CniAddress> addresses)
    {
        foreach (AddressFamily family in addresses.Select(address => address.Address.AddressFamily).Distinct())
        {
            string name = family == AddressFamily.InterNetwork ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding";
            // Each write to it goes through all interfaces.
            if (host.Sysctl[name] != "1")
            {
                host.Sysctl[name] = "1";
            }
        }
    }
}
