using System.Globalization;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>How the ends of a link meet in the fabric.</summary>
/// <remarks>
/// Each host has a veth pair into the fabric. While nothing but a cable is needed, its end there is a port of the bridge of the switch, or of a bridge of two ports between two hosts; two
/// bridges are connected by a pair. A managed wire takes the ends out of the bridges, and passes frames between them; at a switch, another pair leads into its bridge.
/// </remarks>
internal sealed class LinkJoint : IDisposable
{
    private readonly LabFabric _fabric;
    private readonly LabLink _link;
    private readonly Link?[] _hostEnds = new Link?[2];
    // Between two bridges, and from a managed wire into a bridge.
    private readonly VethPair? _trunk;
    private VethPair? _branch;
    private Bridge? _patch;
    private ILinkBackEnd? _backEnd;

    /// <summary>Creates the link as a cable.</summary>
    internal LinkJoint(LabFabric fabric, LabLink link)
    {
        _fabric = fabric;
        _link = link;
        LabPort[] ports = [link.First, link.Second];
        LabSwitch[] switches = [.. ports.Select(port => port.Node).OfType<LabSwitch>()];
        if (switches.Length == 2)
        {
            Bridge[] bridges = [.. switches.Select(fabric.BridgeOf)];
            _trunk = CreatePair('t', bridges[0], bridges[1]);
            link.First.Attach(_trunk.First);
            link.Second.Attach(_trunk.Second);
            return;
        }

        _patch = switches.Length == 0 ? fabric.AddBridge(Name('x')) : null;
        Bridge bridge = _patch ?? fabric.BridgeOf(switches[0]);
        foreach (LabPort port in ports.Where(port => port.IsHost))
        {
            VethPair pair = VethPair.Create(fabric.Namespace, Name('p', port.Number), port.Host.Namespace, port.Name, new VethPairOptions
            {
                First = new LinkOptions { Up = true, Master = bridge, Mtu = link.Options.Mtu },
                // The host sets it up, with its addresses.
                Second = new LinkOptions { Address = port.PhysicalAddress, Mtu = link.Options.Mtu },
            });
            _hostEnds[port.Number - 1] = pair.First;
            port.Attach(pair.Second);
            if (!port.Peer.IsHost)
            {
                port.Peer.Attach(pair.First);
            }

            fabric.AddName(pair.First, port.Node.Name + "." + port.Name);
        }
    }

    /// <summary>The managed wire; null while there is none.</summary>
    internal Wire? Wire { get; private set; }

    /// <summary>What carries the frames; <see cref="LabWireKind.Auto"/> for a cable.</summary>
    internal LabWireKind Kind { get; private set; }

    /// <summary>The links of the fabric that have to carry before packets pass.</summary>
    internal IEnumerable<Link> Links => _hostEnds.Concat([_trunk?.First, _trunk?.Second, _branch?.First, _branch?.Second]).OfType<Link>();

    /// <summary>Applies conditions.</summary>
    internal void Set(LinkConditions forward, LinkConditions backward)
    {
        if (_backEnd is null)
        {
            Kind = Choose(forward, backward);
            if (Kind == LabWireKind.Auto)
            {
                return;
            }

            _backEnd = Kind == LabWireKind.Managed ? StartManaged() : StartKernel();
        }

        _backEnd.Set(forward, backward);
    }

    /// <summary>Reads what was dropped so far in a direction, and what waits now; null for a cable.</summary>
    internal LinkMeasure? Measure(WireDirection direction) => _backEnd?.Measure(direction);

    /// <summary>Gives both ends their carrier, or takes it.</summary>
    internal void Plug(bool isPlugged)
    {
        foreach (Link link in Links)
        {
            link.Set(new LinkSettings { Up = isPlugged });
        }
    }

    public void Dispose() => _backEnd?.Dispose();

    private LabWireKind Choose(LinkConditions forward, LinkConditions backward)
    {
        if (_link.Options.Wire != LabWireKind.Auto)
        {
            return _link.Options.Wire;
        }

        if (forward == LinkConditions.None && backward == LinkConditions.None)
        {
            return LabWireKind.Auto;
        }

        return LinkBackEnds.NeedManaged(_link.Lab, forward) || LinkBackEnds.NeedManaged(_link.Lab, backward) ? LabWireKind.Managed : LabWireKind.Kernel;
    }

    private ILinkBackEnd StartKernel()
    {
        // Frames to a host leave by its end in the fabric. Frames to a switch leave the host, or the bridge before it.
        Link forward = _hostEnds[1] ?? _trunk?.First ?? _link.First.Interface;
        Link backward = _hostEnds[0] ?? _trunk?.Second ?? _link.Second.Interface;
        return LinkBackEnds.CreateKernel(forward, backward);
    }

    private ILinkBackEnd StartManaged()
    {
        (Link first, Link second) = Open();
        foreach (Link link in Links.Concat(new[] { _link.First, _link.Second }.Where(port => port.IsHost).Select(port => port.Interface)))
        {
            // The wire carries frames of the size of the MTU, as a cable does.
            link.Set(new LinkSettings { GsoMaxSegments = 1 });
        }

        return Wire = LinkBackEnds.CreateManaged(_link, first, second);
    }

    /// <summary>Takes the cable out between the ends.</summary>
    /// <returns>The two links that a wire connects.</returns>
    private (Link First, Link Second) Open()
    {
        if (_trunk is { } trunk)
        {
            trunk.Second.Set(new LinkSettings { LeaveMaster = true });
            _branch = CreatePair('w', null, _fabric.BridgeOf((LabSwitch)_link.Second.Node));
            _link.Second.Attach(_branch.Second);
            return (trunk.Second, _branch.First);
        }

        foreach (Link end in _hostEnds.OfType<Link>())
        {
            end.Set(new LinkSettings { LeaveMaster = true });
        }

        if (_patch is { } patch)
        {
            patch.Delete();
            _patch = null;
            return (_hostEnds[0]!, _hostEnds[1]!);
        }

        LabPort port = _link.First.IsHost ? _link.Second : _link.First;
        _branch = CreatePair('w', null, _fabric.BridgeOf((LabSwitch)port.Node));
        port.Attach(_branch.Second);
        return (_hostEnds[0] ?? _branch.First, _hostEnds[1] ?? _branch.First);
    }

    private VethPair CreatePair(char kind, Bridge? first, Bridge second) => VethPair.Create(_fabric.Namespace, Name(kind, 1), _fabric.Namespace, Name(kind, 2), new VethPairOptions
    {
        First = new LinkOptions { Up = true, Master = first, Mtu = _link.Options.Mtu },
        Second = new LinkOptions { Up = true, Master = second, Mtu = _link.Options.Mtu },
    });

    private string Name(char kind, int end = 0) => string.Create(CultureInfo.InvariantCulture, $"{kind}={_link.Number}{(end == 0 ? "" : end == 1 ? "a" : "b")}");
}
