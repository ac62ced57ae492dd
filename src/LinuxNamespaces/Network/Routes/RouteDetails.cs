using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What the kernel said of a listed route that the library has no property for, so that it can be deleted and added again.</summary>
internal readonly struct RouteDetails : IEquatable<RouteDetails>
{
    private readonly KeptAttribute[]? _attributes;

    private RouteDetails(List<KeptAttribute> attributes) => _attributes = [.. attributes];

    /// <summary>How many bytes the attributes take in a message, at most.</summary>
    internal int Length => _attributes?.Sum(attribute => NetlinkAlignment.Align(attribute.Payload.Length) + NetlinkMessageWriter.AttributeHeaderLength) ?? 0;

    public static bool operator ==(RouteDetails left, RouteDetails right) => left.Equals(right);

    public static bool operator !=(RouteDetails left, RouteDetails right) => !left.Equals(right);

    /// <summary>Whether two routes are the same in this; a route that was listed is equal to the same one that was made up.</summary>
    public bool Equals(RouteDetails other) => (_attributes ?? []).SequenceEqual(other._attributes ?? []);

    public override bool Equals(object? obj) => obj is RouteDetails other && Equals(other);

    public override int GetHashCode() => _attributes?.Length ?? 0;

    /// <summary>Whether an attribute is one that the properties do not hold. Those of a newer kernel are settings as a rule.</summary>
    internal static bool Has(ushort type) => type is Linux.RTA_NEWDST or Linux.RTA_TTL_PROPAGATE or > RouteSchema.LastKnown;

    /// <summary>Reads what the properties do not hold.</summary>
    internal static RouteDetails Read(NetlinkAttributeReader all)
    {
        List<KeptAttribute> attributes = [];
        foreach (NetlinkAttribute attribute in all)
        {
            if (Has(attribute.Type))
            {
                attributes.Add(new KeptAttribute(attribute.Type, attribute.Payload.ToArray()));
            }
        }

        return new RouteDetails(attributes);
    }

    internal void Write(ref NetlinkMessageWriter request)
    {
        foreach (KeptAttribute attribute in _attributes ?? [])
        {
            request.WriteBytes(attribute.Type, attribute.Payload);
        }
    }

    private readonly record struct KeptAttribute(ushort Type, byte[] Payload)
    {
        public bool Equals(KeptAttribute other) => Type == other.Type && Payload.AsSpan().SequenceEqual(other.Payload);

        public override int GetHashCode() => HashCode.Combine(Type, Payload.Length);
    }
}
