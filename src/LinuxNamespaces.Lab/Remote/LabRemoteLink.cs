using System.Globalization;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Represents a VXLAN from a switch of a lab to one of a lab on another machine.</summary>
public sealed class LabRemoteLink
{
    private VxlanLink? _interface;

    internal LabRemoteLink(LabSwitch from, int number, RemoteLinkOptions options)
    {
        Switch = from;
        Number = number;
        Options = options;
    }

    /// <summary>Gets the switch.</summary>
    public LabSwitch Switch { get; }

    /// <summary>Gets the options with which the link was connected.</summary>
    public RemoteLinkOptions Options { get; }

    /// <summary>
    /// Gets the size of the largest packet that passes, in bytes: 50 less than the underlay carries, or 70 over IPv6. All links of the switch, and of those that are connected to it, have it unless
    /// theirs is smaller.
    /// </summary>
    /// <inheritdoc cref="Interface" path="/exception"/>
    public int Mtu => (int)Interface.Info.Mtu;

    /// <summary>Gets the interface in the kernel, in the namespace of the switches.</summary>
    /// <exception cref="LinuxException">The link does not exist yet and cannot be created: see <see cref="NetworkLab.StartAsync"/>.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public VxlanLink Interface
    {
        get
        {
            Switch.Lab.Complete();
            return _interface!;
        }
    }

    /// <summary>The position among all remote links of the lab, from 1.</summary>
    internal int Number { get; }

    /// <summary>Returns the switch, the peer and the identifier, as in <c>lan to 192.0.2.2, VXLAN 42</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Switch.Name} to {Options.Peer}, VXLAN {Options.Vni}");

    /// <summary>Creates the link if it does not exist yet, and limits the size of packets of all that it reaches.</summary>
    /// <remarks>The VXLAN is born in the fabric, so that it goes with it; its packets stay in the underlay.</remarks>
    /// <exception cref="InvalidOperationException">The underlay carries packets that are too small.</exception>
    internal void Complete(LabFabric fabric)
    {
        _interface ??= Create(fabric);
        int mtu = (int)_interface.Info.Mtu;
        foreach (LabLink link in LabSegment.SwitchesOf(Switch).SelectMany(item => item.Ports).Select(port => port.Link).Distinct().Where(link => link.Options.Mtu > mtu))
        {
            IEnumerable<Link> hostEnds = new[] { link.First, link.Second }.Where(port => port.IsHost).Select(port => port.Existing!);
            foreach (Link end in hostEnds.Concat(link.Joint!.Links).Where(end => end.Info.Mtu > mtu))
            {
                end.Set(new LinkSettings { Mtu = mtu });
            }
        }
    }

    /// <summary>Deletes the link. Its namespace ends some time after the lab, and until then no other lab could have the same identifier.</summary>
    internal void Release()
    {
        try
        {
            _interface?.Delete();
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            // It has gone with a link of the underlay.
        }
    }

    private VxlanLink Create(LabFabric fabric)
    {
        Bridge bridge = fabric.BridgeOf(Switch);
        NetNamespace? current = Options.Underlay is null ? NetNamespace.OpenCurrent() : null;
        try
        {
            NetNamespace underlay = Options.Underlay ?? current!;
            Route route = underlay.Routes.Lookup(Options.Peer, new RouteLookupOptions { Source = Options.Local });
            Link underlying = underlay.Links.Get(route.LinkIndex ?? throw new InvalidOperationException($"The route to {Options.Peer} leads over no link."));
            long mtu = Math.Min(underlying.Info.Mtu, bridge.Info.MaxMtu ?? ushort.MaxValue) - Options.Overhead;
            if (mtu < LabLinkOptions.MinMtu)
            {
                throw new InvalidOperationException($"The link '{underlying.Name}' to {Options.Peer} carries packets of {underlying.Info.Mtu} bytes, which leaves {mtu} for those of the lab.");
            }

            return fabric.Namespace.Links.Add(string.Create(CultureInfo.InvariantCulture, $"v={Number}"), new VxlanOptions(Options.Vni)
            {
                Underlying = underlying,
                Remote = Options.Peer,
                Local = Options.Local,
                UdpPort = (ushort)Options.Port,
                Master = bridge,
                Mtu = (int)mtu,
                Up = true,
            });
        }
        finally
        {
            current?.Dispose();
        }
    }
}
