using System.Collections.Immutable;
using System.Net;

namespace LinuxNamespaces.Lab;

/// <content>Links to labs of other machines.</content>
public sealed partial class NetworkLab
{
    private ImmutableArray<LabRemoteLink> _remoteLinks = [];

    /// <summary>Gets the links to labs of other machines in the order in which they were connected.</summary>
    public IReadOnlyList<LabRemoteLink> RemoteLinks => _remoteLinks;

    /// <summary>
    /// Connects a switch with a switch of a lab on another machine by VXLAN (RFC 7348), as if a cable were between them. The other lab does the same, with the same identifier. Takes effect with the
    /// next <see cref="StartAsync"/>.
    /// </summary>
    /// <param name="from">A switch.</param>
    /// <param name="options">The address of the other machine, and the identifier.</param>
    /// <returns>The link.</returns>
    /// <remarks>
    /// Both labs have different numbers in <see cref="NetworkLabOptions.Machine"/>. They do not know of each other, so give their hosts different addresses in the same network
    /// (<see cref="LabLinkOptions.FirstAddresses"/>). This needs CAP_NET_ADMIN over <see cref="RemoteLinkOptions.Underlay"/>, and what passes is not encrypted.
    /// </remarks>
    /// <exception cref="ArgumentException">The switch belongs to another lab, the lab has a remote link with this identifier and port, or the switches have one to this machine.</exception>
    /// <exception cref="InvalidOperationException"><see cref="NetworkLabOptions.Machine"/> is not set, so link-layer addresses of both labs would be the same.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public LabRemoteLink ConnectRemote(LabSwitch from, RemoteLinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfDisposed();
        if (from.Lab != this)
        {
            throw new ArgumentException($"The node '{from.Name}' belongs to another lab.", nameof(from));
        }

        if (Options.Machine is null)
        {
            throw new InvalidOperationException($"A lab with remote links needs {nameof(NetworkLabOptions)}.{nameof(NetworkLabOptions.Machine)}, a number that the other labs do not have.");
        }

        lock (_building)
        {
            RequireSingle(LabSegment.SwitchesOf(from), options);
            LabRemoteLink link = new(from, _remoteLinks.Length + 1, options);
            _remoteLinks = _remoteLinks.Add(link);
            _isComplete = false;
            return link;
        }
    }

    private void RequireSingle(LabSwitch[] switches, RemoteLinkOptions options)
    {
        foreach (LabRemoteLink other in _remoteLinks)
        {
            if (other.Options.Vni == options.Vni && other.Options.Port == options.Port)
            {
                throw new ArgumentException($"The lab has a remote link with the identifier {options.Vni} and the port {options.Port} already.", nameof(options));
            }

            if (other.Options.Peer.Equals(options.Peer) && switches.Contains(other.Switch))
            {
                throw new ArgumentException($"'{switches[0].Name}' is connected with {options.Peer} already. Frames would circle in a loop of switches.", nameof(options));
            }
        }
    }

    private IPAddress? PeerOfBoth(LabSwitch one, LabSwitch other)
    {
        LabSwitch[] others = LabSegment.SwitchesOf(other);
        HashSet<IPAddress> peers = [.. _remoteLinks.Where(link => others.Contains(link.Switch)).Select(link => link.Options.Peer)];
        LabSwitch[] ones = LabSegment.SwitchesOf(one);
        return _remoteLinks.Where(link => ones.Contains(link.Switch)).Select(link => link.Options.Peer).FirstOrDefault(peers.Contains);
    }
}
