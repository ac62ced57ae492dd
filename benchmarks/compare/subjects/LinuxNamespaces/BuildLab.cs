using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

/// <summary>Named namespaces whose links are ports of a bridge; everything is up and has an address.</summary>
internal static class BuildLab
{
    internal static void Run(int count)
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Bridge bridge = here.Links.AddBridge("br0");
        bridge.Up();
        VethPairOptions options = new()
        {
            First = new LinkOptions { Master = bridge, Up = true, TransmitQueueCount = 1, ReceiveQueueCount = 1 },
            Second = new LinkOptions { Up = true, TransmitQueueCount = 1, ReceiveQueueCount = 1 },
        };
        for (int i = 0; i < count; i++)
        {
            using NetNamespace there = NetNamespace.Create($"compare-{i}");
            VethPair pair = VethPair.Create(here, $"port{i}", there, "eth0", options);
            pair.Second.AddAddress(new IPAddress([10, 0, (byte)(i >> 8), (byte)(i + 1)]), 16);
            there.Loopback.Up();
        }
    }
}
