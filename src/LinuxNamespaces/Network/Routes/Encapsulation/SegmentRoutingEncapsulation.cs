using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the IPv6 segments that packets over a route visit (SRv6).</summary>
/// <remarks>The kernel needs CONFIG_IPV6_SEG6_LWTUNNEL. See ip-route(8), <c>encap seg6</c>, and RFC 8754.</remarks>
public sealed record SegmentRoutingEncapsulation : RouteEncapsulation
{
    internal const ushort SEG6_IPTUNNEL_SRH = 1;

    // struct seg6_iptunnel_encap: the mode, then struct ipv6_sr_hdr: next header, length, type, segments left, last entry, flags, tag; then the segments.
    private const int ModeLength = sizeof(int);
    private const int HeaderLength = 8;
    private const int SegmentLength = 16;
    private const byte RoutingType = 4;
    private const int MaxSegments = 127;

    private readonly ValueList<IPAddress> _segments;

    internal static NetlinkAttributeSet Attributes { get; } = new(new NetlinkAttributeSchema(SEG6_IPTUNNEL_SRH, nameof(SEG6_IPTUNNEL_SRH)));

    /// <summary>Creates the encapsulation.</summary>
    /// <param name="mode">How packets get the header.</param>
    /// <param name="segments">The segments in the order of the visit; 1 to 126 IPv6 addresses.</param>
    /// <exception cref="ArgumentException">There is no segment, there are too many, or one is not an IPv6 address.</exception>
    public SegmentRoutingEncapsulation(SegmentRoutingMode mode, params IReadOnlyCollection<IPAddress> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Count is 0 or >= MaxSegments || segments.Any(segment => segment?.AddressFamily != AddressFamily.InterNetworkV6))
        {
            throw new ArgumentException($"A segment routing encapsulation has 1 to {MaxSegments - 1} segments, which are IPv6 addresses.", nameof(segments));
        }

        Mode = mode;
        _segments = new ValueList<IPAddress>(segments);
    }

    /// <summary>Gets how packets get the header.</summary>
    public SegmentRoutingMode Mode { get; }

    /// <summary>Gets the segments in the order of the visit.</summary>
    public IReadOnlyList<IPAddress> Segments => _segments;

    internal override ushort Type => LWTUNNEL_ENCAP_SEG6;

    internal override string Feature => "segment routing (CONFIG_IPV6_SEG6_LWTUNNEL)";

    internal override int Length => DataLength + 32;

    // The kernel keeps a place for the destination of the packet behind the last segment.
    private int Entries => _segments.Count + (Mode == SegmentRoutingMode.Inline ? 1 : 0);

    private int DataLength => ModeLength + HeaderLength + (Entries * SegmentLength);

    /// <summary>Returns the encapsulation in the words of ip-route(8), as in <c>encap seg6 mode encap segs 2 [ fc00::1 fc00::2 ]</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"encap seg6 mode {ModeName(Mode)} segs {Entries} [ {string.Join(' ', _segments)}{(Mode == SegmentRoutingMode.Inline ? " ::" : null)} ]");

    internal static string ModeName(SegmentRoutingMode mode) => mode switch
    {
        SegmentRoutingMode.Inline => "inline",
        SegmentRoutingMode.Encapsulate => "encap",
        SegmentRoutingMode.EncapsulateFrame => "l2encap",
        SegmentRoutingMode.EncapsulateReduced => "encap.red",
        SegmentRoutingMode.EncapsulateFrameReduced => "l2encap.red",
        _ => ((int)mode).ToString(CultureInfo.InvariantCulture),
    };

    /// <returns>Null for a header with more than segments, such as a signature.</returns>
    internal static SegmentRoutingEncapsulation? TryRead(NetlinkAttributeReader attributes)
    {
        SegmentRoutingEncapsulation? found = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == SEG6_IPTUNNEL_SRH)
            {
                found = TryRead(attribute.Payload);
            }
        }

        return found;
    }

    private static SegmentRoutingEncapsulation? TryRead(ReadOnlySpan<byte> data)
    {
        const int start = ModeLength + HeaderLength;
        if (data.Length < start + SegmentLength || (data.Length - start) % SegmentLength != 0)
        {
            return null;
        }

        SegmentRoutingMode mode = (SegmentRoutingMode)BitConverter.ToInt32(data);
        int entries = (data.Length - start) / SegmentLength;
        ReadOnlySpan<byte> header = data[ModeLength..];
        int first = mode == SegmentRoutingMode.Inline ? 1 : 0;
        if (!Enum.IsDefined(mode) || header[1] != entries * 2 || header[2] != RoutingType || header[3] != entries - 1 || header[4] != entries - 1
            || BinaryPrimitives.ReadUInt16BigEndian(header[6..]) != 0 || header[5] != 0 || entries - first is < 1 or >= MaxSegments
            || (first == 1 && data.Slice(start, SegmentLength).ContainsAnyExcept((byte)0)))
        {
            return null;
        }

        List<IPAddress> segments = [];
        for (int i = entries - 1; i >= first; i--)
        {
            segments.Add(new IPAddress(data.Slice(start + (i * SegmentLength), SegmentLength)));
        }

        return new SegmentRoutingEncapsulation(mode, segments);
    }

    private protected override void WriteData(ref NetlinkMessageWriter request, int attribute)
    {
        NestedAttribute nest = request.BeginNested(attribute);
        Span<byte> data = stackalloc byte[ModeLength + HeaderLength + (MaxSegments * SegmentLength)];
        data = data[..DataLength];
        data.Clear();
        BitConverter.TryWriteBytes(data, (int)Mode);
        int last = Entries - 1;
        data[ModeLength + 1] = (byte)(Entries * 2);
        data[ModeLength + 2] = RoutingType;
        data[ModeLength + 3] = (byte)last;
        data[ModeLength + 4] = (byte)last;
        for (int i = 0; i < _segments.Count; i++)
        {
            _segments[i].TryWriteBytes(data[(ModeLength + HeaderLength + ((last - i) * SegmentLength))..], out _);
        }

        request.WriteBytes(SEG6_IPTUNNEL_SRH, data);
        request.EndNested(nest);
    }
}
