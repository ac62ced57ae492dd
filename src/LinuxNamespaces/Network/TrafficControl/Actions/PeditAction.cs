using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Changes the contents of packets.</summary>
/// <remarks>See tc-pedit(8). The kernel does not correct checksums: see tc-csum(8).</remarks>
/// <example>
/// <code>
/// new PeditAction([PeditField.IPv4TimeToLive.Set(64), .. PeditKey.SetDestination(IPAddress.Parse("10.0.0.7"))])
/// </code>
/// </example>
public sealed record PeditAction : TrafficAction, ITrafficKind<PeditAction>
{
    internal const ushort TCA_PEDIT_TM = 1;
    internal const ushort TCA_PEDIT_PARMS = 2;
    internal const ushort TCA_PEDIT_PARMS_EX = 4;
    internal const ushort TCA_PEDIT_KEYS_EX = 5;
    internal const ushort TCA_PEDIT_KEY_EX = 6;
    internal const ushort TCA_PEDIT_KEY_EX_HTYPE = 1;
    internal const ushort TCA_PEDIT_KEY_EX_CMD = 2;

    private const ushort TCA_PEDIT_KEY_EX_CMD_SET = 0;
    private const ushort TCA_PEDIT_KEY_EX_CMD_ADD = 1;

    // As many as tc has; the number is a byte.
    private const int MaxKeys = 128;

    /// <summary>Creates an action.</summary>
    /// <param name="keys">The changes, which are made in their order; 1 to 128.</param>
    /// <exception cref="ArgumentException">There are none, more than 128, or one is missing.</exception>
    public PeditAction(params IEnumerable<PeditKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ValueList<PeditKey> list = new(keys);
        Keys = list.Count is > 0 and <= MaxKeys && list.All(key => key is not null) ? list : throw new ArgumentException($"An action has 1 to {MaxKeys} keys.", nameof(keys));
    }

    private PeditAction(ValueList<PeditKey> keys) => Keys = keys;

    /// <summary>Gets the kind <c>pedit</c>.</summary>
    public static TrafficKind<PeditAction> Kind { get; } = new("pedit", Read)
    {
        Feature = "pedit actions (CONFIG_NET_ACT_PEDIT)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_PEDIT_TM, nameof(TCA_PEDIT_TM)),
            new(TCA_PEDIT_PARMS, nameof(TCA_PEDIT_PARMS)),
            new(TCA_PEDIT_PARMS_EX, nameof(TCA_PEDIT_PARMS_EX)),
            new(TCA_PEDIT_KEYS_EX, nameof(TCA_PEDIT_KEYS_EX))
            {
                Nested = new NetlinkAttributeSet(new NetlinkAttributeSchema(TCA_PEDIT_KEY_EX, nameof(TCA_PEDIT_KEY_EX))
                {
                    Nested = new NetlinkAttributeSet(
                        new(TCA_PEDIT_KEY_EX_HTYPE, nameof(TCA_PEDIT_KEY_EX_HTYPE)),
                        new(TCA_PEDIT_KEY_EX_CMD, nameof(TCA_PEDIT_KEY_EX_CMD))),
                }),
            }),
    };

    /// <summary>Gets the changes.</summary>
    public IReadOnlyList<PeditKey> Keys { get; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        ReadOnlySpan<PeditKey> keys = ((ValueList<PeditKey>)Keys).Span;
        int size = Unsafe.SizeOf<tc_pedit_key>();
        Span<byte> selector = stackalloc byte[Unsafe.SizeOf<tc_pedit_sel>() + (keys.Length * size)];
        MemoryMarshal.Write(selector, new tc_pedit_sel { index = Index ?? 0, action = (int)Verdict, nkeys = (byte)keys.Length });
        bool isExtended = false;
        for (int i = 0; i < keys.Length; i++)
        {
            PeditKey key = keys[i];
            isExtended |= key.Header != PeditHeader.Network || key.Adds;
            MemoryMarshal.Write(selector[(Unsafe.SizeOf<tc_pedit_sel>() + (i * size))..], new tc_pedit_key
            {
                mask = BigEndian(~key.Mask),
                val = BigEndian(key.Value),
                off = unchecked((uint)key.Offset),
                at = (uint)key.VariableOffsetAt,
                offmask = key.VariableOffsetMask,
                shift = (uint)key.VariableOffsetShift,
            });
        }

        writer.WriteBytes(isExtended ? TCA_PEDIT_PARMS_EX : TCA_PEDIT_PARMS, selector);
        if (isExtended)
        {
            NestedAttribute list = writer.BeginNested(TCA_PEDIT_KEYS_EX);
            foreach (PeditKey key in keys)
            {
                NestedAttribute item = writer.BeginNested(TCA_PEDIT_KEY_EX);
                writer.WriteUInt16(TCA_PEDIT_KEY_EX_HTYPE, (ushort)key.Header);
                writer.WriteUInt16(TCA_PEDIT_KEY_EX_CMD, key.Adds ? TCA_PEDIT_KEY_EX_CMD_ADD : TCA_PEDIT_KEY_EX_CMD_SET);
                writer.EndNested(item);
            }

            writer.EndNested(list);
        }
    }

    private static PeditAction Read(NetlinkAttribute options)
    {
        NetlinkAttribute parameters = default;
        List<(PeditHeader Header, bool Adds)> extensions = [];
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_PEDIT_PARMS or TCA_PEDIT_PARMS_EX:
                    parameters = attribute;
                    break;
                case TCA_PEDIT_KEYS_EX:
                    foreach (NetlinkAttribute item in attribute.Nested)
                    {
                        extensions.Add(ReadExtension(item));
                    }

                    break;
            }
        }

        tc_pedit_sel selector = parameters.Payload.IsEmpty ? default : parameters.ReadStruct<tc_pedit_sel>();
        return new PeditAction(ReadKeys(parameters, Math.Min((int)selector.nkeys, MaxKeys), extensions))
        {
            Index = selector.index == 0 ? null : selector.index,
            Verdict = (TrafficVerdict)selector.action,
        };
    }

    private static (PeditHeader Header, bool Adds) ReadExtension(NetlinkAttribute item)
    {
        TrafficNumbers numbers = new(item.Nested, stackalloc long[TCA_PEDIT_KEY_EX_CMD + 1]);
        return (unchecked((PeditHeader)(numbers[TCA_PEDIT_KEY_EX_HTYPE] ?? 0)), numbers[TCA_PEDIT_KEY_EX_CMD] == TCA_PEDIT_KEY_EX_CMD_ADD);
    }

    private static ValueList<PeditKey> ReadKeys(NetlinkAttribute parameters, int count, List<(PeditHeader Header, bool Adds)> extensions)
    {
        int size = Unsafe.SizeOf<tc_pedit_key>();
        ReadOnlySpan<byte> rest = parameters.Payload.Length > Unsafe.SizeOf<tc_pedit_sel>() ? parameters.Payload[Unsafe.SizeOf<tc_pedit_sel>()..] : [];
        List<PeditKey> keys = [];
        for (int i = 0; i < count && rest.Length >= size; i++)
        {
            tc_pedit_key key = MemoryMarshal.Read<tc_pedit_key>(rest);
            rest = rest[size..];
            (PeditHeader header, bool adds) = i < extensions.Count ? extensions[i] : (PeditHeader.Network, false);
            keys.Add(PeditKey.Read(header, unchecked((int)key.off), BigEndian(key.val), ~BigEndian(key.mask)) with
            {
                Adds = adds,
                VariableOffsetAt = (int)Math.Min(key.at, 1 << 16),
                VariableOffsetMask = (byte)Math.Min(key.offmask, byte.MaxValue),
                VariableOffsetShift = (int)Math.Min(key.shift, 31),
            });
        }

        return new ValueList<PeditKey>(keys);
    }

    private static uint BigEndian(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_pedit_sel
{
    internal uint index;
    internal uint capab;
    internal int action;
    internal int refcnt;
    internal int bindcnt;
    internal byte nkeys;
    internal byte flags;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_pedit_key
{
    internal uint mask;
    internal uint val;
    internal uint off;
    internal uint at;
    internal uint offmask;
    internal uint shift;
}
