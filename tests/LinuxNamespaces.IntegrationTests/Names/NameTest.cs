using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>A test of names: red asks, blue answers at 10.0.0.2 to 10.0.0.4, 2001:db8::2 and fe80::2.</summary>
public abstract class NameTest : KernelTest
{
    /// <summary>A busy machine does not lose a reply of this server.</summary>
    private protected const string Patient = "nameserver 10.0.0.2\noptions timeout:30";

    private readonly TemporaryDirectory _directory = new();
    private NetNamespace? _named;

    protected NameTest()
    {
        // The process's own namespace has no link of this name.
        Pair = VethPair.Create(Red, "zone0", Blue, "zone0");
        foreach ((Link link, string[] hosts) in new (Link, string[])[] { (Pair.First, ["1"]), (Pair.Second, ["2", "3", "4"]) })
        {
            link.Up();
            foreach (string host in hosts)
            {
                link.AddAddress($"10.0.0.{host}/24");
                link.AddAddress(InterfaceAddress.Parse($"2001:db8::{host}/64") with { Flags = AddressFlags.NoDuplicateAddressDetection });
            }

            link.AddAddress(InterfaceAddress.Parse($"fe80::{hosts[0]}/64") with { Flags = AddressFlags.NoDuplicateAddressDetection });
        }

        Directory.CreateDirectory(Path.Combine(_directory.Path, "red"));
    }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected VethPair Pair { get; }

    /// <summary>Options with a directory of files that every user can write.</summary>
    private protected NamespaceHttpOptions Files => new() { Directory = _directory.Path };

    /// <summary>Red as it would be if it had a name, which needs privileges.</summary>
    private protected NetNamespace Named => _named ??= new NetNamespace(NamespaceHandle.Open(Tool.InheritedPathOf(Red)), name: "red");

    private protected async Task<string> ResolveAsync(string host, string configuration = Patient)
    {
        Write("resolv.conf", configuration);
        return await FindAsync(new HostResolver(Named, Files), host);
    }

    /// <summary>All addresses; which part comes first depends on the machine.</summary>
    private protected static async Task<string> FindAsync(HostResolver resolver, string host)
    {
        List<IReadOnlyList<IPAddress>> parts = [];
        await foreach (IReadOnlyList<IPAddress> part in resolver.FindAsync(host, Cancellation))
        {
            parts.Add(part);
        }

        return string.Join(' ', parts.OrderBy(part => part[0].AddressFamily).SelectMany(part => part));
    }

    private protected async Task<SocketError> FailAsync(string host, string configuration = Patient) =>
        (await Assert.ThrowsAsync<SocketException>(() => ResolveAsync(host, configuration))).SocketErrorCode;

    private protected void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory.Path, "red", file), text);

    protected override void Dispose(bool disposing)
    {
        _named?.Dispose();
        _directory.Dispose();
        base.Dispose(disposing);
    }
}
