// Carries the packets of pods from node to node in VXLAN, so that the network between the nodes needs no routes to pods.
//
// Run it as root on each node, with the network of all pods and all nodes of the cluster, and again when a node has come or gone:
//   PodNetwork 10.244.0.0/16 192.0.2.11=10.244.0.0/24 192.0.2.12=10.244.1.0/24
//   PodNetwork --remove
// A cluster knows its nodes:
//   kubectl get nodes --output jsonpath='{range .items[*]}{.status.addresses[0].address}={.spec.podCIDR} {end}'
using LinuxNamespaces;
using LinuxNamespaces.Samples;

if (args is not (["--remove"] or [_, _, ..]))
{
    Console.Error.WriteLine("Usage: PodNetwork PODS NODE=PODS... | PodNetwork --remove");
    return 2;
}

try
{
    using NetNamespace host = NetNamespace.OpenCurrent();
    Overlay overlay = new(host);
    if (args is ["--remove"])
    {
        overlay.Remove();
        return 0;
    }

    Node[] nodes = [.. args[1..].Select(Node.Parse)];
    Node self = overlay.Set(Node.ParseNetwork(args[0]), nodes);
    Console.WriteLine($"Pods of {self.Pods} reach those of {string.Join(", ", nodes.Where(node => node != self).Select(node => node.Pods))}.");
    return 0;
}
catch (Exception e) when (e is LinuxException or FormatException or NotSupportedException)
{
    Console.Error.WriteLine($"PodNetwork: {e.Message}");
    return 1;
}
