using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Selects packets by bits at fixed places.</summary>
/// <remarks>
/// See tc-u32(8). Hash tables are not listed. The kernel lists the filters of one priority for both directions of a <see cref="ClsactQdisc"/> if there is
/// one in each: use other priorities.
/// </remarks>
/// <example>
/// Sends all packets to 10.0.0.0/8 to a class:
/// <code>
/// link.Filters.Add(new U32Filter { Parent = new(1, 0), Protocol = EtherType.IPv4, Keys = U32Key.FromDestination(IPNetwork.Parse("10.0.0.0/8")), Target = new(1, 0x10) });
/// </code>
/// </example>
public sealed record U32Filter : TrafficFilter, ITrafficKind<U32Filter>
{
    internal const ushort TCA_U32_CLASSID = 1;
    internal const ushort TCA_U32_HASH = 2;
    internal const ushort TCA_U32_LINK = 3;
    internal const ushort TCA_U32_DIVISOR = 4;
    internal const ushort TCA_U32_SEL = 5;
    internal const ushort TCA_U32_POLICE = 6;
    internal const ushort TCA_U32_ACT = 7;
    internal const ushort TCA_U32_INDEV = 8;
    internal const ushort TCA_U32_PCNT = 9;
    internal const ushort TCA_U32_MARK = 10;
    internal const ushort TCA_U32_FLAGS = 11;
    internal const byte TC_U32_TERMINAL = 1;

    // The kernel has no limit of its own, but the number is a byte; tc has 128.
    private const int MaxKeys = 128;
    private const int BehindHeader = -1;

    /// <summary>Gets the kind <c>u32</c>.</summary>
    public static TrafficKind<U32Filter> Kind { get; } = new("u32", Read)
    {
        Feature = "u32 filters (CONFIG_NET_CLS_U32)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_U32_CLASSID, nameof(TCA_U32_CLASSID)),
            new(TCA_U32_HASH, nameof(TCA_U32_HASH)),
            new(TCA_U32_LINK, nameof(TCA_U32_LINK)),
            new(TCA_U32_DIVISOR, nameof(TCA_U32_DIVISOR)),
            new(TCA_U32_SEL, nameof(TCA_U32_SEL)),
            new(TCA_U32_POLICE, nameof(TCA_U32_POLICE)),
            TrafficSchema.Actions(TCA_U32_ACT, nameof(TCA_U32_ACT)),
            new(TCA_U32_INDEV, nameof(TCA_U32_INDEV)),
            new(TCA_U32_PCNT, nameof(TCA_U32_PCNT)),
            new(TCA_U32_MARK, nameof(TCA_U32_MARK)),
            new(TCA_U32_FLAGS, nameof(TCA_U32_FLAGS))),
    };

    /// <summary>Gets the comparisons, all of which have to be true. Defaults to none: every packet is selected.</summary>
    /// <exception cref="ArgumentException">There are more than 128.</exception>
    public IReadOnlyList<U32Key> Keys
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Keys));
            field = value.Count <= MaxKeys ? new ValueList<U32Key>(value) : throw new ArgumentException($"A filter has at most {MaxKeys} keys.", nameof(Keys));
        }
    }
    = ValueList<U32Key>.Empty;

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <summary>Whether this is a hash table, which is no filter.</summary>
    internal bool IsTable { get; private init; }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(TCA_U32_CLASSID, Target?.Value);
        TrafficActions.Write(ref writer, TCA_U32_ACT, Actions);
        int size = Unsafe.SizeOf<tc_u32_sel>();
        Span<byte> selector = stackalloc byte[size + (MaxKeys * Unsafe.SizeOf<tc_u32_key>())];
        // The kernel compares no key with every packet, too, but does not report such a filter as tc writes it.
        int count = Math.Max(1, Keys.Count);
        tc_u32_sel header = new() { flags = TC_U32_TERMINAL, nkeys = (byte)count };
        MemoryMarshal.Write(selector, header);
        for (int i = 0; i < count; i++)
        {
            tc_u32_key key = default;
            if (i < Keys.Count)
            {
                key.mask = BigEndian(Keys[i].Mask);
                key.val = BigEndian(Keys[i].Value);
                key.off = Keys[i].Offset;
                key.offmask = Keys[i].IsBehindHeader ? BehindHeader : 0;
            }

            MemoryMarshal.Write(selector[(size + (i * Unsafe.SizeOf<tc_u32_key>()))..], key);
        }

        writer.WriteBytes(TCA_U32_SEL, selector[..(size + (count * Unsafe.SizeOf<tc_u32_key>()))]);
    }

    private static U32Filter Read(NetlinkAttribute options)
    {
        (TrafficHandle? target, ValueList<TrafficAction> actions, ValueList<U32Key> keys, bool isTable) = (null, ValueList<TrafficAction>.Empty, ValueList<U32Key>.Empty, false);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_U32_CLASSID:
                    target = TrafficHandle.FromKernel(attribute.ReadUInt32());
                    break;
                case TCA_U32_DIVISOR:
                    isTable = true;
                    break;
                case TCA_U32_SEL:
                    keys = ReadKeys(attribute);
                    break;
                case TCA_U32_ACT:
                    actions = TrafficActions.Read(attribute);
                    break;
            }
        }

        return new U32Filter { Target = target, Actions = actions, Keys = keys, IsTable = isTable };
    }

    private static ValueList<U32Key> ReadKeys(NetlinkAttribute attribute)
    {
        int count = Math.Min((int)attribute.ReadStruct<tc_u32_sel>().nkeys, MaxKeys);
        ReadOnlySpan<byte> rest = attribute.Payload.Length > Unsafe.SizeOf<tc_u32_sel>() ? attribute.Payload[Unsafe.SizeOf<tc_u32_sel>()..] : [];
        List<U32Key> keys = [];
        for (int i = 0; i < count && rest.Length >= Unsafe.SizeOf<tc_u32_key>(); i++)
        {
            tc_u32_key key = MemoryMarshal.Read<tc_u32_key>(rest);
            rest = rest[Unsafe.SizeOf<tc_u32_key>()..];
            if (count > 1 || key.mask != 0)
            {
                keys.Add(U32Key.Read(key.off, BigEndian(key.val), BigEndian(key.mask), key.offmask == BehindHeader));
            }
        }

        return new ValueList<U32Key>(keys);
    }

    private static uint BigEndian(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_u32_sel
{
    internal byte flags;
    internal byte offshift;
    internal byte nkeys;
    internal ushort offmask;
    internal ushort off;
    internal short offoff;
    internal short hoff;
    internal uint hmask;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_u32_key
{
    internal uint mask;
    internal uint val;
    internal int off;
    internal int offmask;
}
