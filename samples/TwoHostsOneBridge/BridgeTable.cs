using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Prints a bridge and its ports, as "brctl show" does.</summary>
internal static class BridgeTable
{
    public static void Print(Bridge bridge)
    {
        bridge.Refresh();
        string[] ports = [.. bridge.GetPorts().Select(port => port.Link.Name)];
        Console.WriteLine($"  {"bridge name",-15} {"bridge id",-21} {"STP enabled",-15} interfaces");
        Console.WriteLine($"  {bridge.Name,-15} {bridge.Settings.BridgeId,-21} {(bridge.Settings.SpanningTree ? "yes" : "no"),-15} {ports.FirstOrDefault()}".TrimEnd());
        foreach (string port in ports.Skip(1))
        {
            Console.WriteLine($"  {string.Empty,-53} {port}");
        }
    }
}
