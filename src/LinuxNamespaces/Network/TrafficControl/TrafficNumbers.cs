using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The numbers among the attributes of a kind, by their types.</summary>
internal readonly ref struct TrafficNumbers
{
    private const long Absent = -1;

    private readonly ReadOnlySpan<long> _values;

    /// <param name="options">The attributes.</param>
    /// <param name="values">Room for the attributes up to the last type.</param>
    internal TrafficNumbers(NetlinkAttributeReader options, Span<long> values)
    {
        values.Fill(Absent);
        foreach (NetlinkAttribute attribute in options)
        {
            if (attribute.Type < values.Length)
            {
                values[attribute.Type] = attribute.Payload.Length switch
                {
                    0 => Absent,
                    < sizeof(ushort) => attribute.ReadByte(),
                    < sizeof(uint) => attribute.ReadUInt16(),
                    < sizeof(ulong) => attribute.ReadUInt32(),
                    _ => (long)Math.Min(attribute.ReadUInt64(), long.MaxValue),
                };
            }
        }

        _values = values;
    }

    internal long? this[int type] => _values[type] == Absent ? null : _values[type];

    /// <summary>The number, or the nearest one that the property accepts.</summary>
    internal int? Int32(int type, int least = 0, int most = int.MaxValue) => this[type] is { } value ? (int)Math.Clamp(value, least, most) : null;

    internal uint? UInt32(int type) => this[type] is { } value ? (uint)Math.Min(value, uint.MaxValue) : null;

    internal bool? Boolean(int type) => this[type] is { } value ? value != 0 : null;

    internal TimeSpan? Microseconds(int type) => this[type] is { } value ? TrafficValues.FromMicroseconds((uint)Math.Min(value, uint.MaxValue)) : null;

    /// <summary>A time of the controlled delay algorithm.</summary>
    internal TimeSpan? Codel(int type) => this[type] is { } value ? TrafficValues.FromCodel((uint)Math.Min(value, uint.MaxValue - 1)) : null;
}
