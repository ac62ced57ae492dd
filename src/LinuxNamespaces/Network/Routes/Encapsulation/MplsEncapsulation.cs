using System.Buffers.Binary;
using System.Globalization;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the MPLS labels that packets over a route get.</summary>
/// <remarks>The kernel needs CONFIG_MPLS_IPTUNNEL. See ip-route(8), <c>encap mpls</c>.</remarks>
public sealed record MplsEncapsulation : RouteEncapsulation
{
    internal const ushort MPLS_IPTUNNEL_DST = 1;
    internal const ushort MPLS_IPTUNNEL_TTL = 2;

    // A label on the wire: 20 bits, then 3 bits of traffic class, the bottom of the stack and 8 bits of time to live.
    private const int LabelShift = 12;
    private const uint BottomOfStack = 0x100;
    private const int MaxLabel = (1 << 20) - 1;

    // What the kernel takes at most.
    private const int MaxLabels = 30;

    private readonly ValueList<int> _labels;

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(MPLS_IPTUNNEL_DST, nameof(MPLS_IPTUNNEL_DST)),
        new(MPLS_IPTUNNEL_TTL, nameof(MPLS_IPTUNNEL_TTL)));

    /// <summary>Creates the encapsulation.</summary>
    /// <param name="labels">The labels from the outermost to the innermost; 1 to 30 numbers of 20 bits.</param>
    /// <exception cref="ArgumentException">There is no label, or there are too many.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    public MplsEncapsulation(params IReadOnlyCollection<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count is 0 or > MaxLabels)
        {
            throw new ArgumentException($"An MPLS encapsulation has 1 to {MaxLabels} labels, not {labels.Count}.", nameof(labels));
        }

        foreach (int label in labels)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(label, nameof(labels));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(label, MaxLabel, nameof(labels));
        }

        _labels = new ValueList<int>(labels);
    }

    /// <summary>Gets the labels from the outermost to the innermost.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>Gets the time to live in the labels; 1 to 255. Defaults to <see langword="null"/>: that of the packet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? TimeToLive
    {
        get;
        init
        {
            if (value is { } time)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(time, 1, nameof(TimeToLive));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(time, byte.MaxValue, nameof(TimeToLive));
            }

            field = value;
        }
    }

    internal override ushort Type => LWTUNNEL_ENCAP_MPLS;

    internal override string Feature => "MPLS encapsulation (CONFIG_MPLS_IPTUNNEL)";

    internal override int Length => (_labels.Count * sizeof(uint)) + 32;

    /// <summary>Returns the encapsulation in the words of ip-route(8), as in <c>encap mpls 100/200</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"encap mpls {string.Join('/', _labels)}") + (TimeToLive is { } time ? string.Create(CultureInfo.InvariantCulture, $" ttl {time}") : null);

    internal static MplsEncapsulation? TryRead(NetlinkAttributeReader attributes)
    {
        List<int> labels = [];
        int? ttl = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == MPLS_IPTUNNEL_TTL && attribute.ReadByte() is var time and not 0)
            {
                ttl = time;
            }

            ReadOnlySpan<byte> stack = attribute.Type == MPLS_IPTUNNEL_DST ? attribute.Payload : [];
            for (; stack.Length >= sizeof(uint); stack = stack[sizeof(uint)..])
            {
                labels.Add((int)(BinaryPrimitives.ReadUInt32BigEndian(stack) >> LabelShift));
            }
        }

        return labels.Count is 0 or > MaxLabels ? null : new MplsEncapsulation(labels) { TimeToLive = ttl };
    }

    private protected override void WriteData(ref NetlinkMessageWriter request, int attribute)
    {
        NestedAttribute nest = request.BeginNested(attribute);
        Span<byte> stack = stackalloc byte[MaxLabels * sizeof(uint)];
        for (int i = 0; i < _labels.Count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(stack[(i * sizeof(uint))..], ((uint)_labels[i] << LabelShift) | (i == _labels.Count - 1 ? BottomOfStack : 0));
        }

        request.WriteBytes(MPLS_IPTUNNEL_DST, stack[..(_labels.Count * sizeof(uint))]);
        if (TimeToLive is { } time)
        {
            request.WriteByte(MPLS_IPTUNNEL_TTL, (byte)time);
        }

        request.EndNested(nest);
    }
}
