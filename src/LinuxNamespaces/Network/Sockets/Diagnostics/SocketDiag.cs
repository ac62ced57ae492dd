using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Network;

/// <summary>Makes the requests about sockets (sock_diag(7)), and reads the lists under /proc/net where the kernel has none of them.</summary>
internal static class SocketDiag
{
    internal const int BufferSize = 256;

    internal const string UnixFeature = "the list of Unix sockets (CONFIG_UNIX_DIAG)";
    internal const string PacketFeature = "the list of packet sockets (CONFIG_PACKET_DIAG)";
    internal const string NetlinkFeature = "the list of netlink sockets (CONFIG_NETLINK_DIAG)";

    private const string DestroyFeature = "the destruction of sockets (CONFIG_INET_DIAG_DESTROY)";

    // Selects no socket.
    private static readonly NetSocketFilter s_none = new() { States = [System.Net.NetworkInformation.TcpState.SynSent], LocalPorts = new PortRange(ushort.MaxValue) };

    private static readonly (AddressFamily Family, string Suffix)[] s_families = [(AddressFamily.InterNetwork, string.Empty), (AddressFamily.InterNetworkV6, "6")];

    // Each with what the kernel needs to list its sockets, and with the list under /proc/net.
    private static readonly (ProtocolType Protocol, string Feature, string File)[] s_protocols =
    [
        (ProtocolType.Tcp, "the list of TCP sockets (CONFIG_INET_TCP_DIAG)", "tcp"),
        (ProtocolType.Udp, "the list of UDP sockets (CONFIG_INET_UDP_DIAG)", "udp"),
        (ProtocolType.Raw, "the list of raw sockets (CONFIG_INET_RAW_DIAG)", "raw"),
    ];

    /// <summary>The protocols, each with what the kernel needs to list its sockets.</summary>
    internal static IEnumerable<(ProtocolType Protocol, string Feature)> Lists => s_protocols.Select(protocol => (protocol.Protocol, protocol.Feature));

    /// <summary>Whether the kernel lists the sockets of a protocol.</summary>
    internal static bool HasList(NetNamespace netNamespace, ProtocolType protocol)
    {
        using NetlinkConnection? connection = TryConnect(netNamespace);
        return connection is not null && TryList(connection, protocol, AddressFamily.InterNetwork, s_none) is not null;
    }

    internal static List<NetSocketInfo> List(NetNamespace netNamespace, NetSocketFilter filter)
    {
        List<NetSocketInfo> sockets = [];
        using NetlinkConnection? connection = TryConnect(netNamespace);
        foreach ((ProtocolType protocol, string feature, string file) in s_protocols)
        {
            if (filter.Protocol is not null && filter.Protocol != protocol)
            {
                continue;
            }

            foreach ((AddressFamily family, string suffix) in s_families)
            {
                if (filter.Allows(family))
                {
                    sockets.AddRange((connection is null ? null : TryList(connection, protocol, family, filter)) ?? ReadFile(netNamespace, file + suffix, protocol, filter, feature));
                }
            }
        }

        return sockets;
    }

    /// <summary>Lists the sockets of a family that is listed by sock_diag only.</summary>
    /// <param name="feature">What a kernel without the list lacks.</param>
    internal static IReadOnlyList<T> List<T>(NetNamespace netNamespace, string operation, string feature, scoped in NetlinkMessageWriter request, NetlinkMessageParser<T> parse)
        where T : class
    {
        using NetlinkConnection connection = TryConnect(netNamespace) ?? throw new NotSupportedException($"The kernel lacks {feature}.");
        try
        {
            return connection.Dump(request, new NetlinkOperation(operation), parse);
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT)
        {
            throw new NotSupportedException($"{e.Message}. The kernel lacks {feature}.", e);
        }
    }

    internal static void Destroy(NetNamespace netNamespace, NetSocketInfo socket)
    {
        NetlinkOperation operation = new("destroy socket", $"{socket.Local} -> {socket.Remote}") { Feature = DestroyFeature, Remedy = FindRemedy, Subject = netNamespace };
        NetlinkMessageWriter request = WriteDestroy(stackalloc byte[BufferSize], socket);
        using NetlinkConnection connection = TryConnect(netNamespace) ?? throw new NotSupportedException("The kernel lacks sock_diag (CONFIG_INET_DIAG), so that it cannot destroy sockets.");
        try
        {
            connection.Execute(request, operation);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException(e.Message, e);
        }
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, ProtocolType protocol, AddressFamily family, NetSocketFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, SOCK_DIAG_BY_FAMILY);
        ref inet_diag_req_v2 header = ref request.WriteStruct<inet_diag_req_v2>();
        header.sdiag_family = (byte)(family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        header.sdiag_protocol = (byte)protocol;
        header.idiag_states = filter.StateBits;
        if (filter.IncludeDetails)
        {
            header.idiag_ext = (byte)(Bit(INET_DIAG_TOS) | Bit(INET_DIAG_TCLASS) | Bit(INET_DIAG_SKMEMINFO) | Bit(INET_DIAG_SHUTDOWN)
                | (protocol == ProtocolType.Tcp ? Bit(INET_DIAG_INFO) | Bit(INET_DIAG_CONG) : 0));
        }

        ReadOnlySpan<byte> code = SocketBytecode.Compile(stackalloc byte[SocketBytecode.MaxLength], filter);
        if (code.Length > 0)
        {
            request.WriteBytes(INET_DIAG_REQ_BYTECODE, code);
        }

        return request;
    }

    internal static NetlinkMessageWriter WriteDestroy(Span<byte> buffer, NetSocketInfo socket)
    {
        NetlinkMessageWriter request = new(buffer, SOCK_DESTROY);
        ref inet_diag_req_v2 header = ref request.WriteStruct<inet_diag_req_v2>();
        header.sdiag_family = (byte)(socket.Local.AddressFamily == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        header.sdiag_protocol = (byte)socket.Protocol;
        header.idiag_states = SocketStates.All;
        header.id.idiag_sport = NetworkOrder(socket.Local.Port);
        header.id.idiag_dport = NetworkOrder(socket.Remote.Port);
        header.id.idiag_src = ToWords(socket.Local.Address);
        header.id.idiag_dst = ToWords(socket.Remote.Address);
        header.id.idiag_if = (uint)(socket.LinkIndex ?? 0);
        header.id.idiag_cookie.Value = socket.Cookie ?? ulong.MaxValue;
        return request;
    }

    /// <summary>Opens a connection; null if the kernel does not have the family.</summary>
    internal static NetlinkConnection? TryConnect(NetNamespace netNamespace)
    {
        try
        {
            return netNamespace.OpenNetlink(NETLINK_SOCK_DIAG, Messages);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPROTONOSUPPORT)
        {
            return null;
        }
    }

    private static IReadOnlyList<NetSocketInfo>? TryList(NetlinkConnection connection, ProtocolType protocol, AddressFamily family, NetSocketFilter filter)
    {
        NetlinkMessageWriter request = WriteList(stackalloc byte[BufferSize], protocol, family, filter);
        try
        {
            return connection.Dump(request, new NetlinkOperation("list sockets"), (in message) => SocketDiagReader.Parse(message, protocol));
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT)
        {
            // The kernel has no list of the sockets of this protocol.
            return null;
        }
    }

    private static List<NetSocketInfo> ReadFile(NetNamespace netNamespace, string file, ProtocolType protocol, NetSocketFilter filter, string feature)
    {
        if (filter.LinkIndex is not null || filter.Mark is not null)
        {
            throw new NotSupportedException($"The kernel lacks {feature}, which a filter by link or mark needs.");
        }

        try
        {
            using StreamReader reader = netNamespace.OpenProcFile(file);
            return [.. NetSocketTable.Read(reader, protocol).Where(filter.Matches)];
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return [];
        }
    }

    private static string? FindRemedy(in NetlinkFailure failure) =>
        failure.Errno == Errno.ENOENT ? "There is no such socket any more."
        : failure.Errno == Errno.EPERM && RightsOver.Has(((NetNamespace)failure.Operation.Subject!).Handle, Linux.CAP_NET_ADMIN) == false
            ? "It needs CAP_NET_ADMIN in the user namespace that owns the network namespace."
        : null;

    private static int Bit(int extension) => 1 << (extension - 1);

    private static ushort NetworkOrder(int port) => unchecked((ushort)IPAddress.HostToNetworkOrder((short)port));

    private static InetDiagAddress ToWords(IPAddress address)
    {
        InetDiagAddress words = default;
        address.TryWriteBytes(MemoryMarshal.AsBytes(new Span<InetDiagAddress>(ref words)), out _);
        return words;
    }
}
