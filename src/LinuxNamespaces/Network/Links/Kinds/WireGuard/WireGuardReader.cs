using System.Buffers.Binary;
using System.Net;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.WireGuardSchema;

namespace LinuxNamespaces.Network;

/// <summary>Reads a configuration from the messages of a dump. A peer with many allowed addresses goes on in the next message.</summary>
internal sealed class WireGuardReader(GenericNetlinkFamily family) : INetlinkMessageHandler
{
    private const int SockaddrInLength = 16;
    private const int SockaddrIn6Length = 28;

    internal WireGuardInfo Info { get; private set; } = new();

    public void Restart() => Info = new WireGuardInfo();

    public void OnMessage(in NetlinkMessage message)
    {
        if (message.Type == family.Id)
        {
            Read(family.AttributesOf(message));
        }
    }

    internal void Read(NetlinkAttributeReader device)
    {
        foreach (NetlinkAttribute attribute in device)
        {
            switch (attribute.Type)
            {
                case WGDEVICE_A_PRIVATE_KEY:
                    Info.PrivateKey = ReadKey(attribute);
                    break;
                case WGDEVICE_A_PUBLIC_KEY:
                    Info.PublicKey = ReadKey(attribute);
                    break;
                case WGDEVICE_A_LISTEN_PORT:
                    Info.ListenPort = attribute.ReadUInt16() is not 0 and ushort port ? port : null;
                    break;
                case WGDEVICE_A_FWMARK:
                    Info.FirewallMark = attribute.ReadUInt32() is not 0 and uint mark ? mark : null;
                    break;
                case WGDEVICE_A_PEERS:
                    foreach (NetlinkAttribute peer in attribute.Nested)
                    {
                        ReadPeer(peer.Nested);
                    }

                    break;
            }
        }
    }

    private void ReadPeer(NetlinkAttributeReader attributes)
    {
        WireGuardPeerInfo? peer = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            // The kernel writes the public key first.
            if (attribute.Type == WGPEER_A_PUBLIC_KEY && ReadKey(attribute) is { } key)
            {
                peer = FindOrAdd(key);
            }
            else if (peer is not null)
            {
                Apply(peer, attribute);
            }
        }
    }

    private WireGuardPeerInfo FindOrAdd(WireGuardKey key)
    {
        if (Info.PeerList is [.., var last] && last.PublicKey.Equals(key))
        {
            return last;
        }

        WireGuardPeerInfo peer = new(key);
        Info.PeerList.Add(peer);
        return peer;
    }

    private static void Apply(WireGuardPeerInfo peer, NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case WGPEER_A_PRESHARED_KEY:
                peer.PresharedKey = ReadKey(attribute);
                break;
            case WGPEER_A_ENDPOINT:
                peer.Endpoint = ReadEndpoint(attribute.Payload);
                break;
            case WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL:
                peer.PersistentKeepalive = attribute.ReadUInt16() is not 0 and ushort seconds ? TimeSpan.FromSeconds(seconds) : null;
                break;
            case WGPEER_A_LAST_HANDSHAKE_TIME:
                peer.LastHandshake = ReadTime(attribute.ReadStruct<kernel_timespec>());
                break;
            case WGPEER_A_RX_BYTES:
                peer.ReceivedBytes = attribute.ReadUInt64();
                break;
            case WGPEER_A_TX_BYTES:
                peer.SentBytes = attribute.ReadUInt64();
                break;
            case WGPEER_A_PROTOCOL_VERSION:
                peer.ProtocolVersion = unchecked((int)attribute.ReadUInt32());
                break;
            case WGPEER_A_ALLOWEDIPS:
                foreach (NetlinkAttribute element in attribute.Nested)
                {
                    peer.AllowedIPList.Add(ReadAllowedIP(element.Nested));
                }

                break;
        }
    }

    private static WireGuardKey? ReadKey(NetlinkAttribute attribute)
    {
        if (attribute.Payload.Length < WG_KEY_LEN)
        {
            throw new InvalidDataException($"A WireGuard key has {WG_KEY_LEN} bytes, not {attribute.Payload.Length}.");
        }

        WireGuardKey key = new(attribute.Payload[..WG_KEY_LEN]);
        return key.IsZero ? null : key;
    }

    private static IPEndPoint? ReadEndpoint(ReadOnlySpan<byte> address)
    {
        int family = address.Length < sizeof(ushort) ? 0 : BitConverter.ToUInt16(address);
        return family switch
        {
            Linux.AF_INET when address.Length >= SockaddrInLength => new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            Linux.AF_INET6 when address.Length >= SockaddrIn6Length =>
                new IPEndPoint(new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..])), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            _ => null,
        };
    }

    private static DateTimeOffset? ReadTime(kernel_timespec time) =>
        time.tv_sec <= 0 ? null
        : time.tv_sec > DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1 || time.tv_nsec is < 0 or >= 1_000_000_000 ? throw new InvalidDataException("A WireGuard handshake has a time that does not exist.")
        : DateTimeOffset.FromUnixTimeSeconds(time.tv_sec).AddTicks(time.tv_nsec / TimeSpan.NanosecondsPerTick);

    private static IPNetwork ReadAllowedIP(NetlinkAttributeReader attributes)
    {
        IPAddress? address = null;
        int prefix = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case WGALLOWEDIP_A_IPADDR:
                    address = attribute.ReadAddress();
                    break;
                case WGALLOWEDIP_A_CIDR_MASK:
                    prefix = attribute.ReadByte();
                    break;
            }
        }

        try
        {
            return address is null ? throw new InvalidDataException("A WireGuard peer has an allowed network without an address.") : new IPNetwork(address, prefix);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"A WireGuard peer has the allowed network {address}/{prefix}, which does not exist.", e);
        }
    }

#pragma warning disable IDE1006, CS8981 // The name of C: struct __kernel_timespec.
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
    private struct kernel_timespec
    {
        internal long tv_sec;
        internal long tv_nsec;
    }
#pragma warning restore IDE1006, CS8981
}
