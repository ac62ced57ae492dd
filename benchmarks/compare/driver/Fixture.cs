using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

/// <summary>The namespace that workloads run in: a veth pair of the indexes 100 and 101, and the links or routes of the workload.</summary>
internal static class Fixture
{
    private const string NamePrefix = "compare-";
    private const int BatchSize = 1000;

    internal static NetNamespace Create(Workload workload, int size)
    {
        NetNamespace created = NetNamespace.Create();
        created.Loopback.Up();
        AddPair(created, "veth0", "veth1", index: 100);
        created.Links.Get("veth0").Up();
        created.Links.Get("veth1").Up();
        for (int i = 2; workload.HasLinks && i < size; i += 2)
        {
            AddPair(created, $"link{i}", $"link{i + 1}", index: null);
        }

        for (int first = 0; workload.HasRoutes && first < size; first += BatchSize)
        {
            AddRoutes(created, first, Math.Min(BatchSize, size - first));
        }

        return created;
    }

    /// <summary>Deletes the names that the subjects made, and waits until the kernel has removed the namespaces.</summary>
    internal static async Task DeleteNamesAsync()
    {
        foreach (string name in NetNamespace.List())
        {
            if (name.StartsWith(NamePrefix, StringComparison.Ordinal))
            {
                await NetNamespace.DeleteAsync(name).ConfigureAwait(false);
            }
        }
    }

    private static void AddPair(NetNamespace netNamespace, string first, string second, int? index) =>
        netNamespace.Links.Add(first, new VethOptions(second)
        {
            Index = index,
            TransmitQueueCount = 1,
            ReceiveQueueCount = 1,
            Peer = new LinkOptions { TransmitQueueCount = 1, ReceiveQueueCount = 1 },
        });

    private static void AddRoutes(NetNamespace netNamespace, int first, int count)
    {
        NetworkBatch batch = netNamespace.CreateBatch();
        for (int i = first; i < first + count; i++)
        {
            IPAddress address = new([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            batch.Routes.Add(new Route(new IPNetwork(address, 32)) { LinkIndex = 1, Scope = RouteScope.Link, Protocol = RouteProtocol.Boot });
        }

        batch.Execute().ThrowIfFailed();
    }
}
