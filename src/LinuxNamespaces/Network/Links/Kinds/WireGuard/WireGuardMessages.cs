using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.WireGuardSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes a configuration into as many messages as it needs. A peer with many allowed addresses goes on in the next message.</summary>
internal struct WireGuardMessages(GenericNetlinkFamily family, int index, WireGuardConfiguration configuration)
{
    internal const int GetBufferSize = 64;
    internal const int SetBufferSize = 16384;

    // A peer with everything but its addresses: its nest, two keys, flags, endpoint, keepalive, and the nest of the addresses.
    internal const int PeerLength = 4 + 36 + 36 + 8 + 32 + 8 + 4;

    // Nest, family, IPv6 address, prefix length.
    internal const int AllowedIPLength = 4 + 8 + 20 + 8;

    private const int SockaddrInLength = 16;
    private const int SockaddrIn6Length = 28;

    private int _peer;
    private int _allowedIP;
    private bool _started;

    /// <summary>Gets whether something is left to send. There is always one message.</summary>
    internal readonly bool HasNext => !_started || _peer < configuration.Peers.Count;

    internal static NetlinkMessageWriter Get(Span<byte> buffer, GenericNetlinkFamily family, int index)
    {
        NetlinkMessageWriter request = family.StartMessage(buffer, WG_CMD_GET_DEVICE);
        request.WriteInt32(WGDEVICE_A_IFINDEX, index);
        return request;
    }

    internal NetlinkMessageWriter Next(Span<byte> buffer)
    {
        NetlinkMessageWriter request = family.StartMessage(buffer, WG_CMD_SET_DEVICE);
        request.WriteInt32(WGDEVICE_A_IFINDEX, index);
        if (!_started)
        {
            WriteDevice(ref request);
            _started = true;
        }

        if (_peer < configuration.Peers.Count)
        {
            NestedAttribute peers = request.BeginNested(WGDEVICE_A_PEERS);
            int room = buffer.Length;
            int number = 0;
            while (_peer < configuration.Peers.Count && (number == 0 || request.Length + PeerLength + AllowedIPLength <= room))
            {
                NestedAttribute peer = request.BeginNested(number++);
                bool complete = WritePeer(ref request, configuration.Peers[_peer], room);
                request.EndNested(peer);
                if (!complete)
                {
                    break;
                }

                _peer++;
                _allowedIP = 0;
            }

            request.EndNested(peers);
        }

        return request;
    }

    private readonly void WriteDevice(ref NetlinkMessageWriter request)
    {
        if (configuration.PrivateKey is { } key)
        {
            request.WriteBytes(WGDEVICE_A_PRIVATE_KEY, key.Bytes);
        }
        else if (configuration.RemovePrivateKey)
        {
            WriteNoKey(ref request, WGDEVICE_A_PRIVATE_KEY);
        }

        request.WriteOptional(WGDEVICE_A_LISTEN_PORT, configuration.ListenPort);
        request.WriteOptional(WGDEVICE_A_FWMARK, configuration.FirewallMark);
        if (configuration.ReplacePeers)
        {
            request.WriteUInt32(WGDEVICE_A_FLAGS, WGDEVICE_F_REPLACE_PEERS);
        }
    }

    /// <returns><see langword="false"/> if allowed addresses are left for the next message.</returns>
    private bool WritePeer(ref NetlinkMessageWriter request, WireGuardPeer peer, int room)
    {
        request.WriteBytes(WGPEER_A_PUBLIC_KEY, peer.PublicKey.Bytes);
        bool first = _allowedIP == 0;
        uint flags = (peer.Remove ? WGPEER_F_REMOVE_ME : 0) | (peer.UpdateOnly ? WGPEER_F_UPDATE_ONLY : 0) | (first && peer.ReplaceAllowedIPs ? WGPEER_F_REPLACE_ALLOWEDIPS : 0);
        if (flags != 0)
        {
            request.WriteUInt32(WGPEER_A_FLAGS, flags);
        }

        if (first)
        {
            WriteSettings(ref request, peer);
        }

        if (peer.AllowedIPs.Count == 0)
        {
            return true;
        }

        NestedAttribute allowed = request.BeginNested(WGPEER_A_ALLOWEDIPS);
        int number = 0;
        while (_allowedIP < peer.AllowedIPs.Count && request.Length + AllowedIPLength <= room)
        {
            NestedAttribute element = request.BeginNested(number++);
            IPNetwork network = peer.AllowedIPs[_allowedIP++];
            request.WriteUInt16(WGALLOWEDIP_A_FAMILY, (ushort)(network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? Linux.AF_INET6 : Linux.AF_INET));
            request.WriteAddress(WGALLOWEDIP_A_IPADDR, network.BaseAddress);
            request.WriteByte(WGALLOWEDIP_A_CIDR_MASK, (byte)network.PrefixLength);
            request.EndNested(element);
        }

        request.EndNested(allowed);
        return _allowedIP == peer.AllowedIPs.Count;
    }

    private static void WriteSettings(ref NetlinkMessageWriter request, WireGuardPeer peer)
    {
        if (peer.PresharedKey is { } key)
        {
            request.WriteBytes(WGPEER_A_PRESHARED_KEY, key.Bytes);
        }
        else if (peer.RemovePresharedKey)
        {
            WriteNoKey(ref request, WGPEER_A_PRESHARED_KEY);
        }

        if (peer.Endpoint is { } endpoint)
        {
            WriteEndpoint(ref request, endpoint);
        }

        request.WriteOptional(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, (ushort?)TimeUnits.ToSeconds(peer.PersistentKeepalive));
    }

    /// <summary>A key of zeros, which the kernel takes for none.</summary>
    private static void WriteNoKey(ref NetlinkMessageWriter request, int type)
    {
        Span<byte> zeros = stackalloc byte[WG_KEY_LEN];
        zeros.Clear();
        request.WriteBytes(type, zeros);
    }

    /// <summary>Writes a struct sockaddr_in or sockaddr_in6.</summary>
    private static void WriteEndpoint(ref NetlinkMessageWriter request, IPEndPoint endpoint)
    {
        Span<byte> address = stackalloc byte[SockaddrIn6Length];
        address.Clear();
        bool v6 = endpoint.AddressFamily == AddressFamily.InterNetworkV6;
        BitConverter.TryWriteBytes(address, (ushort)(v6 ? Linux.AF_INET6 : Linux.AF_INET));
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)endpoint.Port);
        endpoint.Address.TryWriteBytes(address[(v6 ? 8 : 4)..], out _);
        if (v6)
        {
            BitConverter.TryWriteBytes(address[24..], unchecked((uint)endpoint.Address.ScopeId));
        }

        request.WriteBytes(WGPEER_A_ENDPOINT, address[..(v6 ? SockaddrIn6Length : SockaddrInLength)]);
    }
}
