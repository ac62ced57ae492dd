using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>Links, addresses, routes and ports; network_namespaces(7).</summary>
internal static class NetworkScene
{
    private const string ListLinks = "tail -n +3 /proc/net/dev | cut -d : -f 1";

    public static async Task RunAsync(Sample sample)
    {
        Shell outside = Shell.Outside(sample);
        Shell inside = Shell.Inside(sample, $"unshare {Rights.Option}--net sh", new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.Network | Rights.Namespace,
            IdMap = Rights.Map,
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync(ListLinks);

        // Links and sockets are made from here, without going there.
        NetNamespace network = sample.Cleanup.Add(NetNamespace.OpenProcess(inside.ProcessId));
        string enter = $"nsenter -t {inside.ProcessId} {(Rights.Namespace == NamespaceTypes.None ? string.Empty : "-U --preserve-credentials ")}-n";
        sample.Steps.Do("A link inside:", $"{enter} ip link add tour0 type bridge", () => network.Links.AddBridge("tour0"));
        await inside.RunAsync(ListLinks);
        await outside.RunAsync("grep tour0 /proc/net/dev || echo no tour0");
    }
}
