using System.Collections.Immutable;
using System.Net;

namespace LinuxNamespaces.Lab;

/// <summary>
/// Represents a network of hosts, routers and switches inside this process. Each host has an IP stack of its own, real sockets, HTTP clients, servers and processes are placed on it, and the
/// program controls the conditions of each link. Everything works as an ordinary user, and ends with the process, however that ends.
/// </summary>
/// <remarks>
/// Adding to a lab only describes it. <see cref="StartAsync"/> creates everything that was added since it was called the last time, and waits until packets pass. The first use of a host
/// creates it as well, without the wait.
/// Add and start from one thread at a time. All other members of the lab, its hosts and its links can be used by several threads at once.
/// </remarks>
/// <example>
/// <code>
/// await using NetworkLab lab = new();
/// LabHost web = lab.AddHost("web"), client = lab.AddHost("client");
/// LabSwitch lan = lab.AddSwitch("lan", "10.0.1.0/24");
/// lab.Connect(web, lan);
/// LabLink uplink = lab.Connect(client, lan, new() { Delay = TimeSpan.FromMilliseconds(20) });
/// await lab.StartAsync();
/// using HttpClient http = client.CreateHttpClient();   // http://web resolves inside the lab
/// </code>
/// </example>
public sealed partial class NetworkLab : IAsyncDisposable
{
    private readonly AddressPlan _addresses;
    private readonly Dictionary<string, LabHost?> _names = new(StringComparer.OrdinalIgnoreCase);
    private ImmutableArray<LabNode> _nodes = [];
    private ImmutableArray<LabLink> _links = [];

    /// <summary>Creates an empty lab.</summary>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    public NetworkLab(NetworkLabOptions? options = null)
    {
        Options = options ?? NetworkLabOptions.Default;
        _addresses = new AddressPlan(Options);
        Names = new LabNameTable(this);
        Log = new LabLog(this, Options.TimeProvider);
        Partitions = new HostPartitions(this);
        Capture = Options.Capture is { } capture ? new LabCapture(this, capture) : null;
    }

    /// <summary>Gets the options.</summary>
    public NetworkLabOptions Options { get; }

    /// <summary>Gets all nodes in the order in which they were added.</summary>
    public IReadOnlyList<LabNode> Nodes => _nodes;

    /// <summary>Gets the hosts, with the routers.</summary>
    public IReadOnlyList<LabHost> Hosts => [.. _nodes.OfType<LabHost>()];

    /// <summary>Gets all links in the order in which they were connected.</summary>
    public IReadOnlyList<LabLink> Links => _links;

    /// <summary>Gets the events of the lab so far, and reports new ones.</summary>
    public LabLog Log { get; }

    /// <summary>Gets the last frames of all links; <see langword="null"/> unless <see cref="NetworkLabOptions.Capture"/> is set.</summary>
    public LabCapture? Capture { get; }

    internal LabNameTable Names { get; }

    /// <summary>Gets a host or a router by its name or an alias, ignoring case.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">The lab has no host with this name.</exception>
    public LabHost this[string name] => FindHost(name) ?? throw new KeyNotFoundException($"The lab has no host '{name}'.");

    /// <summary>Adds a host.</summary>
    /// <param name="name">The name: a host name of any length, which resolves inside the lab.</param>
    /// <returns>The host.</returns>
    /// <exception cref="ArgumentException">The name is not a host name, or is in use.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public LabHost AddHost(string name) => Register(new LabHost(this, Reserve(name), NextNumber));

    /// <summary>Adds a router, which forwards packets between its links. Hosts get routes over the routers of the lab, on the ways with the lowest cost.</summary>
    /// <param name="name">The name: a host name of any length, which resolves inside the lab.</param>
    /// <returns>The router.</returns>
    /// <exception cref="ArgumentException">The name is not a host name, or is in use.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public LabRouter AddRouter(string name) => Register(new LabRouter(this, Reserve(name), NextNumber));

    /// <summary>Adds a switch.</summary>
    /// <param name="name">The name: a host name of any length. It does not resolve.</param>
    /// <param name="networks">The networks in CIDR notation, such as <c>10.0.1.0/24</c> or <c>fd00:1::/64</c>. See <see cref="LabSwitch.Networks"/>.</param>
    /// <returns>The switch.</returns>
    /// <exception cref="ArgumentException">The name is not a host name, or is in use, or a network overlaps with another one of the lab.</exception>
    /// <exception cref="FormatException">A network is not in CIDR notation.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public LabSwitch AddSwitch(string name, params string[] networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return AddSwitch(name, Array.ConvertAll(networks, IPNetwork.Parse));
    }

    /// <summary>Adds a switch.</summary>
    /// <param name="name">The name: a host name of any length. It does not resolve.</param>
    /// <param name="networks">The networks. See <see cref="LabSwitch.Networks"/>.</param>
    /// <returns>The switch.</returns>
    /// <exception cref="ArgumentException">The name is not a host name, or is in use, or a network overlaps with another one of the lab.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public LabSwitch AddSwitch(string name, IReadOnlyList<IPNetwork> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        LabSwitch added = new(this, Reserve(name), NextNumber, networks);
        _addresses.Add(networks);
        return Register(added);
    }

    /// <summary>Finds a node by its name, ignoring case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The node; <see langword="null"/> if there is none.</returns>
    public LabNode? FindNode(string name) => _nodes.FirstOrDefault(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds a host or a router by its name or an alias, ignoring case.</summary>
    /// <param name="name">The name. A dot at its end is ignored.</param>
    /// <returns>The host; <see langword="null"/> if there is none.</returns>
    public LabHost? FindHost(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_names)
        {
            return _names.GetValueOrDefault(name.EndsWith('.') ? name[..^1] : name);
        }
    }

    /// <summary>Finds a link by its name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The link; <see langword="null"/> if there is none.</returns>
    public LabLink? FindLink(string name) => _links.FirstOrDefault(link => link.Name == name);

    internal void RegisterName(string name, LabHost? host)
    {
        ThrowIfDisposed();
        lock (_names)
        {
            if (!_names.TryAdd(name, host))
            {
                throw new ArgumentException($"The lab has a node or an alias '{name}' already.", nameof(name));
            }
        }
    }

    private int NextNumber => _nodes.Length + 1;

    private string Reserve(string name)
    {
        ThrowIfDisposed();
        LabNames.Require(name, nameof(name));
        lock (_names)
        {
            return _names.ContainsKey(name) ? throw new ArgumentException($"The lab has a node or an alias '{name}' already.", nameof(name)) : name;
        }
    }

    private TNode Register<TNode>(TNode node)
        where TNode : LabNode
    {
        RegisterName(node.Name, node as LabHost);
        lock (_building)
        {
            _nodes = _nodes.Add(node);
            _isComplete = false;
        }

        return node;
    }
}
