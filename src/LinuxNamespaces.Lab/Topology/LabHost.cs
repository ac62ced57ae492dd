using System.Collections.Immutable;
using System.Net;

namespace LinuxNamespaces.Lab;

/// <summary>Represents a host of a lab, with an IP stack of its own: a network namespace.</summary>
/// <remarks>
/// Sockets, HTTP clients and processes are placed on the host by its methods. The host is created by <see cref="NetworkLab.StartAsync"/>, or at its first use.
/// </remarks>
public partial class LabHost : LabNode
{
    private NetNamespace? _namespace;
    private ImmutableArray<string> _aliases = [];

    internal LabHost(NetworkLab lab, string name, int number)
        : base(lab, name, number)
    {
    }

    /// <summary>Gets the network namespace, which the lab disposes of.</summary>
    /// <exception cref="LinuxException">The host does not exist yet and cannot be created: see <see cref="NetworkLab.StartAsync"/>.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public NetNamespace Namespace
    {
        get
        {
            Lab.Complete();
            return _namespace!;
        }
    }

    /// <summary>Gets all addresses of the host, except for the loopback addresses, in the order of its ports.</summary>
    public IReadOnlyList<IPAddress> Addresses => [.. Ports.SelectMany(port => port.Addresses).Select(address => address.Address)];

    /// <summary>Gets the first address of the host.</summary>
    /// <exception cref="InvalidOperationException">The host has no address, because it is not connected.</exception>
    public IPAddress Address => Ports.SelectMany(port => port.Addresses).FirstOrDefault()?.Address ?? throw new InvalidOperationException($"The host '{Name}' has no address. Connect it to a switch or another host.");

    /// <summary>Gets further names of the host, which resolve like <see cref="LabNode.Name"/>.</summary>
    public IReadOnlyList<string> Aliases => _aliases;

    internal bool Exists => _namespace is not null;

    /// <summary>The namespace; null if it does not exist yet.</summary>
    internal NetNamespace? Existing => _namespace;

    /// <summary>What is installed of the routes.</summary>
    internal HashSet<PlannedRoute> InstalledRoutes { get; } = [];

    /// <summary>Adds another name, such as <c>db.example.org</c>. Processes that run already see it too.</summary>
    /// <param name="name">The name: a host name that the lab does not have yet.</param>
    /// <returns>The host.</returns>
    /// <exception cref="ArgumentException">The name is not a host name, or is in use.</exception>
    public LabHost AddAlias(string name)
    {
        Lab.RegisterName(LabNames.Require(name, nameof(name)), this);
        ImmutableInterlocked.Update(ref _aliases, static (aliases, added) => aliases.Add(added), name);
        Lab.Names.Refresh();
        return this;
    }

    internal void Attach(NetNamespace created) => _namespace = created;

    internal void Release()
    {
        lock (_fileSync)
        {
            _files?.Dispose();
        }

        _namespace?.Dispose();
    }
}
