using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Keeps a sample from harming the host's own namespace, and from tripping over what a killed run of it left there.</summary>
/// <remarks>
/// The links that a sample puts into the host carry its own link-layer addresses from their birth, so they are recognised whenever the
/// run is killed. The lock is a Unix socket with an abstract name: it belongs to the network namespace and goes with the process.
/// </remarks>
internal static class HostGuard
{
    /// <summary>A locally administered address that marks a link of a sample.</summary>
    public static PhysicalAddress Mark(byte sample, byte number) => new([0x02, (byte)'L', (byte)'N', (byte)'S', sample, number]);

    /// <summary>Makes sure that links may be added here.</summary>
    public static void RequireRights(NetNamespace host)
    {
        try
        {
            // Changes nothing, and tells whether anything may be changed.
            Link loopback = host.Loopback;
            _ = loopback.IsUp ? loopback.Up() : loopback.Down();
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            throw new SampleException("--on-host changes the network of this machine, which needs CAP_NET_ADMIN: run it as root, with sudo. Without --on-host it needs no privileges.");
        }
    }

    /// <summary>Makes sure that no other run is in this namespace, until disposed.</summary>
    public static Socket Lock(string sample)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0LinuxNamespaces/samples/{sample}"));
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new SampleException($"Another run of {sample} is using this network namespace; wait until it has ended.");
        }
    }

    /// <summary>Deletes a link that a killed run left.</summary>
    /// <exception cref="SampleException">The link exists and was not created by the sample.</exception>
    public static void ClearName(NetNamespace host, string name, PhysicalAddress mark)
    {
        if (host.Links.Find(name) is not { } link)
        {
            return;
        }

        if (!mark.Equals(link.Info.Address))
        {
            throw new SampleException($"There is a link called '{name}' in this network namespace already; it is left as it is. Without --on-host the sample does not need the name.");
        }

        Console.WriteLine($"Left by a run that was killed: {name}; removed, as 'ip link del {name}' does.");
        try
        {
            link.Delete();
        }
        catch (LinuxException e) when (e.Errno == Errno.ENODEV)
        {
            // The kernel was faster: the peer of the link was in a namespace of the killed run.
        }
    }

    /// <summary>Checks that a subnet is not in use.</summary>
    public static void RequireUnused(NetNamespace host, IPNetwork subnet)
    {
        foreach (Link link in host.Links)
        {
            if (link.GetAddresses().FirstOrDefault(address => subnet.Contains(address.Address)) is { } address)
            {
                throw new SampleException($"The subnet {subnet} is in use in this network namespace: '{link.Name}' has the address {address}.");
            }
        }

        // A default route leads everywhere, also when it is cut in two.
        if (host.Routes.FirstOrDefault(route => route.Destination.PrefixLength > 1 && Overlap(route.Destination, subnet)) is { } used)
        {
            throw new SampleException($"The subnet {subnet} is in use in this network namespace: there is a route to {used.Destination}.");
        }
    }

    private static bool Overlap(IPNetwork left, IPNetwork right) => left.Contains(right.BaseAddress) || right.Contains(left.BaseAddress);
}
