using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>
/// The VXLAN of a node. Nothing is flooded or learned: for each other node there is a route to its pods, the hardware address of its VXLAN (neighbour), and the address to which
/// frames for that are sent (forwarding database).
/// </summary>
internal sealed class Overlay(NetNamespace host)
{
    private const string Name = "pods";
    private const int Identifier = 1;
    private const ushort Port = 4789;
    private const int AddressLength = 6;

    private static readonly NftTable s_table = new(NftFamily.Inet, "pods");
    private static readonly NftChain s_chain = new(s_table, "leaving") { Hook = NftHook.Postrouting, Type = NftChainType.Nat, Priority = 100 };

    /// <summary>Makes the links, routes and rules what they have to be with these nodes, whatever they were before.</summary>
    /// <returns>The node of this machine.</returns>
    internal Node Set(IPNetwork cluster, Node[] nodes)
    {
        LinkAddress[] own = [.. host.Addresses.List()];
        Node self = nodes.FirstOrDefault(node => own.Any(address => address.Address.Address.Equals(node.Address)))
            ?? throw new FormatException("No node has an address of this machine.");
        Node[] others = [.. nodes.Where(node => node != self)];
        VxlanLink link = Ensure(self, host.Links.Get(own.First(address => address.Address.Address.Equals(self.Address)).LinkIndex));

        foreach (Node node in others)
        {
            IPAddress router = node.Pods.BaseAddress;
            link.ForwardingDatabase.Replace(new ForwardingEntry(AddressOf(node)) { Destination = node.Address });
            host.Neighbours.Replace(new Neighbour(router) { LinkIndex = link.Index, LinkLayerAddress = AddressOf(node) });
            host.Routes.Replace(new Route(node.Pods) { Gateway = router, LinkIndex = link.Index, OnLink = true });
        }

        RemoveAllBut(others, link);
        Masquerade(self.Pods, cluster);
        host.Sysctl["net/ipv4/ip_forward"] = "1";
        return self;
    }

    internal void Remove()
    {
        host.Links.Find(Name)?.Delete();
        using NftTransaction change = host.Nftables.BeginTransaction();
        change.Add(s_table);
        change.Delete(s_table);
        change.Commit();
    }

    private VxlanLink Ensure(Node self, Link underlying)
    {
        // Its first address is that of the node in the network of pods, for packets of the node itself.
        InterfaceAddress address = new(self.Pods.BaseAddress, 32);
        if (host.Links.Find(Name) is VxlanLink link)
        {
            if (self.Address.Equals(link.Settings.Local) && link.GetAddresses().Any(other => other.Address.Equals(address.Address)))
            {
                return link;
            }

            link.Delete();
        }

        return host.Links.Add(Name, new VxlanOptions(Identifier)
        {
            Local = self.Address,
            Underlying = underlying,
            UdpPort = Port,
            Learning = false,
            Address = AddressOf(self),
            Up = true,
        }).AddAddress(address);
    }

    /// <summary>Removes what was for nodes that are gone, or have another address or network by now.</summary>
    private void RemoveAllBut(Node[] nodes, VxlanLink link)
    {
        foreach (Route route in host.Routes.List(new RouteFilter { LinkIndex = link.Index, Table = Route.MainTable }).Where(route => route.Gateway is not null && nodes.All(node => node.Pods != route.Destination)))
        {
            host.Routes.Delete(route);
        }

        foreach (Neighbour neighbour in host.Neighbours.List(new NeighbourFilter { LinkIndex = link.Index, States = NeighbourState.Permanent })
            .Where(neighbour => nodes.All(node => !node.Pods.BaseAddress.Equals(neighbour.Address))))
        {
            host.Neighbours.Delete(neighbour);
        }

        foreach (ForwardingEntry entry in link.ForwardingDatabase.List().Where(entry => nodes.All(node => !AddressOf(node).Equals(entry.Address))))
        {
            link.ForwardingDatabase.Delete(entry);
        }
    }

    /// <summary>Gives packets from pods to other hosts the address of the node, because other hosts have no route to pods.</summary>
    private void Masquerade(IPNetwork pods, IPNetwork cluster)
    {
        using NftTransaction change = host.Nftables.BeginTransaction();
        change.Add(s_table);
        change.Add(s_chain);
        change.Flush(s_chain);
        change.Add(new NftRule(s_chain, NftMatch.Source(pods), NftMatch.Destination(cluster, inverted: true), NftAction.Masquerade()));
        change.Commit();
    }

    /// <summary>The hardware address of the VXLAN of a node follows from the node's address, so that nodes need not tell each other.</summary>
    private static PhysicalAddress AddressOf(Node node)
    {
        byte[] bytes = SHA256.HashData(node.Address.GetAddressBytes())[..AddressLength];
        // Of one host, and not of a vendor.
        bytes[0] = (byte)(bytes[0] & 0xfc | 0x02);
        return new PhysicalAddress(bytes);
    }
}
