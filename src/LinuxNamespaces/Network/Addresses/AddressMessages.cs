using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes, writes and reads the messages about addresses.</summary>
internal static class AddressMessages
{
    internal const int BufferSize = 256;
    private const uint Forever = uint.MaxValue;

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal static void Add(Link link, InterfaceAddress address, int flags, string verb, NetworkBatch? batch = null)
    {
        NetlinkMessageWriter request = WriteAdd(stackalloc byte[BufferSize], link.Index, address, flags);
        link.Send(batch, address, request, new NetlinkOperation($"{verb} address", address.ToString())
        {
            Detail = $"on link '{link.Name}'",
            Remedy = LinkRemedies.AddAddress,
            Subject = (link, address),
        });
    }

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal static void Delete(Link link, InterfaceAddress address, NetworkBatch? batch = null)
    {
        NetlinkMessageWriter request = WriteDelete(stackalloc byte[BufferSize], link.Index, address);
        link.Send(batch, address, request, new NetlinkOperation("delete address", address.ToString()) { Detail = $"on link '{link.Name}'" });
    }

    /// <summary>Deletes the addresses that a filter selects. One that is gone meanwhile is passed over.</summary>
    /// <returns>How many were selected.</returns>
    internal static int Flush(Link link, AddressFilter filter) =>
        Flush(link.Connection, List(link, filter), _ => $"on link '{link.Name}'", Errno.EADDRNOTAVAIL);

    /// <summary>Deletes addresses that were listed. The kernel may delete the secondary addresses of a subnet together with the primary one.</summary>
    /// <param name="gone">What the kernel returns for an address that does not exist any more, which is no failure.</param>
    /// <returns>How many were listed.</returns>
    internal static int Flush(RtnetlinkConnection connection, IReadOnlyList<LinkAddress> addresses, Func<LinkAddress, string> detail, params Errno[] gone)
    {
        NetlinkBatch batch = new();
        byte[] buffer = new byte[BufferSize];
        foreach (LinkAddress address in addresses)
        {
            batch.Add(WriteDelete(buffer, address.LinkIndex, address.Address), new NetlinkOperation("delete address", address.Address) { Detail = detail(address) });
        }

        Deletions.Execute(connection, batch, gone);
        return addresses.Count;
    }

    internal static IReadOnlyList<LinkAddress> List(Link link, AddressFilter filter)
    {
        NetlinkOperation operation = new("list addresses of link", link.Name);
        link.RequirePresent(operation);
        IReadOnlyList<LinkAddress> addresses = filter.On(link) is { } own ? List(link.Connection, own, operation) : [];
        link.RequirePresent(operation);
        return addresses;
    }

    /// <param name="filter">The filter, whose link is resolved.</param>
    internal static IReadOnlyList<LinkAddress> List(RtnetlinkConnection connection, AddressFilter filter, in NetlinkOperation operation)
    {
        NetlinkMessageWriter request = WriteList(stackalloc byte[BufferSize], filter.LinkIndex ?? 0, filter.Family);
        // A kernel without strict checking sends those of all links.
        return connection.Dump(request, operation, (in message) => Parse(message) is { } found && filter.Matches(found.LinkIndex, found.Address) ? found : null);
    }

    internal static NetlinkMessageWriter WriteAdd(Span<byte> buffer, int linkIndex, InterfaceAddress address, int flags)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWADDR, flags);
        WriteIdentity(ref request, linkIndex, address);
        if (address.Broadcast is not null)
        {
            request.WriteAddress(Linux.IFA_BROADCAST, address.Broadcast);
        }

        request.WriteUInt32(Linux.IFA_FLAGS, (uint)address.Flags);
        if (address.RouteMetric is { } metric)
        {
            request.WriteUInt32(Linux.IFA_RT_PRIORITY, (uint)metric);
        }

        if (address.Protocol is { } protocol)
        {
            request.WriteByte(Linux.IFA_PROTO, (byte)protocol);
        }

        if (address.ValidLifetime is not null || address.PreferredLifetime is not null)
        {
            request.WriteStruct(Linux.IFA_CACHEINFO, new ifa_cacheinfo
            {
                ifa_valid = Seconds(address.ValidLifetime),
                ifa_prefered = Seconds(address.PreferredLifetime ?? address.ValidLifetime),
            });
        }

        return request;
    }

    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, int linkIndex, InterfaceAddress address)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELADDR);
        WriteIdentity(ref request, linkIndex, address);
        return request;
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, int linkIndex, AddressFamily? family = null)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETADDR);
        ref ifaddrmsg header = ref request.WriteStruct<ifaddrmsg>();
        header.ifa_index = (uint)linkIndex;
        header.ifa_family = (byte)(family is null ? Linux.AF_UNSPEC : family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        return request;
    }

    private static void WriteIdentity(ref NetlinkMessageWriter request, int linkIndex, InterfaceAddress address)
    {
        bool v4 = address.Address.AddressFamily == AddressFamily.InterNetwork;
        ref ifaddrmsg header = ref request.WriteStruct<ifaddrmsg>();
        header.ifa_family = (byte)(v4 ? Linux.AF_INET : Linux.AF_INET6);
        header.ifa_prefixlen = (byte)address.PrefixLength;
        header.ifa_scope = (byte)(address.Scope ?? (v4 && IPAddress.IsLoopback(address.Address) ? AddressScope.Host : AddressScope.Universe));
        header.ifa_index = (uint)linkIndex;
        request.WriteAddress(Linux.IFA_LOCAL, address.Address);
        request.WriteAddress(Linux.IFA_ADDRESS, address.Peer ?? address.Address);
        if (address.Label is not null)
        {
            request.WriteString(Linux.IFA_LABEL, address.Label);
        }
    }

    internal static LinkAddress? Parse(in NetlinkMessage message) => message.Type == Linux.RTM_NEWADDR ? Read(message) : null;

    /// <summary>Reads a message about an address that was added, changed or removed; null if there is no address in it.</summary>
    internal static LinkAddress? Read(in NetlinkMessage message)
    {
        ifaddrmsg header = message.ReadStruct<ifaddrmsg>();
        uint flags = header.ifa_flags;
        IPAddress? address = null;
        IPAddress? local = null;
        IPAddress? broadcast = null;
        string? label = null;
        uint? metric = null;
        byte? protocol = null;
        ifa_cacheinfo? times = null;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifaddrmsg>())
        {
            switch (attribute.Type)
            {
                case Linux.IFA_ADDRESS:
                    address = attribute.ReadAddress();
                    break;
                case Linux.IFA_LOCAL:
                    local = attribute.ReadAddress();
                    break;
                case Linux.IFA_BROADCAST:
                    broadcast = attribute.ReadAddress();
                    break;
                case Linux.IFA_LABEL:
                    label = attribute.ReadString();
                    break;
                case Linux.IFA_RT_PRIORITY:
                    metric = attribute.ReadUInt32();
                    break;
                case Linux.IFA_PROTO:
                    protocol = attribute.ReadByte();
                    break;
                case Linux.IFA_FLAGS:
                    // 32 bits, of which the header has only 8.
                    flags = attribute.ReadUInt32();
                    break;
                case Linux.IFA_CACHEINFO:
                    times = attribute.ReadStruct<ifa_cacheinfo>();
                    break;
            }
        }

        // IPv6 has a local address only where there is a peer.
        IPAddress? own = local ?? address;
        if (own is null)
        {
            return null;
        }

        bool v4 = own.AddressFamily == AddressFamily.InterNetwork;
        if (header.ifa_prefixlen > (v4 ? 32 : 128)
            || (address ?? own).AddressFamily != own.AddressFamily
            || (v4 && (broadcast ?? own).AddressFamily != own.AddressFamily)
            || LinuxText.CountBytes(label ?? string.Empty) >= Linux.IFNAMSIZ)
        {
            throw new InvalidDataException($"The kernel's message about the address {own}/{header.ifa_prefixlen} does not make sense.");
        }

        return new LinkAddress((int)Math.Min(header.ifa_index, int.MaxValue), new InterfaceAddress(own, header.ifa_prefixlen)
        {
            // An IPv4 address whose peer is 0.0.0.0 comes without it.
            Peer = own.Equals(address) ? null : address ?? (v4 ? IPAddress.Any : null),
            Broadcast = v4 ? broadcast : null,
            Label = v4 && !string.IsNullOrEmpty(label) ? label : null,
            RouteMetric = metric,
            Protocol = (AddressProtocol?)protocol,
            Flags = unchecked((AddressFlags)flags),
            Scope = (AddressScope)header.ifa_scope,
            ValidLifetime = Lifetime(times?.ifa_valid, 1),
            PreferredLifetime = Lifetime(times?.ifa_prefered, 0),
            Created = AfterBoot(times?.cstamp),
            Changed = AfterBoot(times?.tstamp),
        });
    }

    private static uint Seconds(TimeSpan? time) => time is { } value ? (uint)value.TotalSeconds : Forever;

    private static TimeSpan? Lifetime(uint? seconds, uint least) => seconds is null or Forever ? null : TimeSpan.FromSeconds(Math.Max(seconds.Value, least));

    private static TimeSpan? AfterBoot(uint? hundredths) => hundredths is { } time ? TimeSpan.FromMilliseconds(time * 10L) : null;
}
