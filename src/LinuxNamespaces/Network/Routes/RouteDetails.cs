using System.Net;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What the kernel said of a listed route beyond the properties of <see cref="Route"/>, so that it can be deleted and added again.</summary>
internal readonly struct RouteDetails : IEquatable<RouteDetails>
{
    private const int ExpiresLength = NetlinkMessageWriter.AttributeHeaderLength + sizeof(uint);

    private readonly KeptAttribute[]? _attributes;
    private readonly IPAddress? _gateway;
    private readonly int? _link;
    private readonly uint _expires;

    private RouteDetails(in rtmsg header, List<KeptAttribute> attributes, IPAddress? gateway, int? link, uint expires)
    {
        IsListed = true;
        SourceLength = header.rtm_src_len;
        TypeOfService = header.rtm_tos;
        _attributes = attributes.Count > 0 ? [.. attributes] : null;
        (_gateway, _link, _expires) = (gateway, link, expires);
    }

    /// <summary>Whether the kernel listed the route; then all that it said tells the route from others.</summary>
    internal bool IsListed { get; }

    /// <summary>The length of the prefix that sources of packets have in common; 0 for any source.</summary>
    internal byte SourceLength { get; }

    internal byte TypeOfService { get; }

    /// <summary>How many bytes the attributes take in a message, at most.</summary>
    internal int Length => (_attributes?.Sum(attribute => NetlinkAlignment.Align(attribute.Payload.Length) + NetlinkMessageWriter.AttributeHeaderLength) ?? 0) + ExpiresLength;

    public static bool operator ==(RouteDetails left, RouteDetails right) => left.Equals(right);

    public static bool operator !=(RouteDetails left, RouteDetails right) => !left.Equals(right);

    /// <summary>Whether two routes are the same in this; a route that was listed is equal to the same one that was made up.</summary>
    public bool Equals(RouteDetails other) =>
        SourceLength == other.SourceLength && TypeOfService == other.TypeOfService && (_attributes ?? []).SequenceEqual(other._attributes ?? []);

    public override bool Equals(object? obj) => obj is RouteDetails other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(SourceLength, TypeOfService, _attributes?.Length);

    /// <summary>Reads what the properties do not hold.</summary>
    internal static RouteDetails Read(in NetlinkMessage message, IPAddress? gateway, int? link)
    {
        List<KeptAttribute> attributes = [];
        uint expires = 0;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtmsg>())
        {
            switch (attribute.Type)
            {
                case Linux.RTA_SRC or Linux.RTA_METRICS or Linux.RTA_FLOW or Linux.RTA_VIA or Linux.RTA_ENCAP_TYPE or Linux.RTA_ENCAP or Linux.RTA_NH_ID or Linux.RTA_TTL_PROPAGATE:
                // Medium is what a route has that nobody gave a preference.
                case Linux.RTA_PREF when attribute.ReadByte() != 0:
                    attributes.Add(new KeptAttribute(attribute.Type, attribute.Payload.ToArray()));
                    break;
                case Linux.RTA_MULTIPATH:
                    attributes.Add(new KeptAttribute(attribute.Type, WithoutState(attribute.Payload.ToArray())));
                    break;
                case Linux.RTA_CACHEINFO:
                    expires = SecondsLeft(attribute.ReadStruct<rta_cacheinfo>());
                    break;
            }
        }

        return new RouteDetails(message.ReadStruct<rtmsg>(), attributes, gateway, link, expires);
    }

    /// <summary>Whether the route goes by a nexthop object, which has the gateway and the link in its place.</summary>
    internal bool IsByNexthop(Route route) => HasNexthop && HasPathOf(route);

    internal void Write(ref NetlinkMessageWriter request, Route route)
    {
        bool byNexthop = IsByNexthop(route);
        bool samePath = HasPathOf(route);
        foreach (KeptAttribute attribute in _attributes ?? [])
        {
            bool written = attribute.Type switch
            {
                Linux.RTA_NH_ID => byNexthop,
                Linux.RTA_MULTIPATH or Linux.RTA_VIA or Linux.RTA_ENCAP or Linux.RTA_ENCAP_TYPE => samePath && !byNexthop,
                _ => true,
            };
            if (written)
            {
                request.WriteBytes(attribute.Type, attribute.Payload);
            }
        }

        if (_expires != 0)
        {
            request.WriteUInt32(Linux.RTA_EXPIRES, _expires);
        }
    }

    private bool HasNexthop => _attributes is not null && Array.Exists(_attributes, static attribute => attribute.Type == Linux.RTA_NH_ID);

    private bool HasPathOf(Route route) => Equals(_gateway, route.Gateway) && _link == route.LinkIndex;

    /// <summary>Only IPv6 routes have a lifetime.</summary>
    private static uint SecondsLeft(rta_cacheinfo times) =>
        times.rta_expires > 0 ? (uint)Math.Ceiling(ClockTicks.ToTimeSpan((ulong)times.rta_expires).TotalSeconds) : 0;

    /// <summary>Takes the flags from the paths that say how they are, which a request must not have.</summary>
    private static byte[] WithoutState(byte[] paths)
    {
        // struct rtnexthop: the length, the flags, the weight, the link; then attributes.
        const byte asked = (byte)(Linux.RTNH_F_ONLINK | Linux.RTNH_F_PERVASIVE);
        for (int position = 0; position + 8 <= paths.Length;)
        {
            paths[position + 2] &= asked;
            int length = BitConverter.ToUInt16(paths, position);
            position += Math.Max(NetlinkAlignment.Align(length), 8);
        }

        return paths;
    }

    private readonly record struct KeptAttribute(ushort Type, byte[] Payload)
    {
        public bool Equals(KeptAttribute other) => Type == other.Type && Payload.AsSpan().SequenceEqual(other.Payload);

        public override int GetHashCode() => HashCode.Combine(Type, Payload.Length);
    }
}
