using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Selects packets by bits at fixed places.</summary>
/// <remarks>
/// See tc-u32(8). A filter with a <see cref="Divisor"/> is a hash table, which <see cref="TrafficFilterCollection.ListHashTables"/> lists. The kernel lists the filters of one priority for both directions of a <see cref="ClsactQdisc"/> if there is
/// one in each: use other priorities.
/// </remarks>
/// <example>
/// Sends all packets to 10.0.0.0/8 to a class:
/// <code>
/// link.Filters.Add(new U32Filter { Parent = new(1, 0), Protocol = EtherType.IPv4, Keys = U32Key.FromDestination(IPNetwork.Parse("10.0.0.0/8")), Target = new(1, 0x10) });
/// </code>
/// Looks up the last byte of the source address in a hash table, not filter by filter:
/// <code>
/// uint table = U32Filter.HandleOf(table: 2);
/// link.Filters.Add(new U32Filter { Parent = new(1, 0), Priority = 5, Handle = table, Divisor = 256 });
/// link.Filters.Add(new U32Filter
/// {
///     Parent = new(1, 0), Priority = 5, Protocol = EtherType.IPv4, Keys = U32Key.FromSource(IPNetwork.Parse("10.0.0.0/24")), Link = table, HashKey = new(12, 0x000000FF),
/// });
/// link.Filters.Add(new U32Filter
/// {
///     Parent = new(1, 0), Priority = 5, Protocol = EtherType.IPv4, HashTable = U32Filter.HandleOf(table: 2, bucket: 5), Keys = U32Key.FromSource(IPNetwork.Parse("10.0.0.5/32")), Target = new(1, 0x10),
/// });
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
    private const int MaxDivisor = 256;
    private const int MaxNumber = 0xFFF;
    private const int TableShift = 20;
    private const int BucketShift = 12;
    private const int FirstOwnTable = 0x800;
    private const uint BucketMask = 0xFF << BucketShift;

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

    /// <summary>
    /// Gets the number of buckets, a power of two up to 256, if this is a hash table, and not a filter. Its <see cref="TrafficFilter.Handle"/> is that of the table.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range, or no power of two.</exception>
    public int? Divisor
    {
        get;
        init => field = value is not { } number || BitOperations.IsPow2(number)
            ? NumberRange.Require(value, 1, MaxDivisor, nameof(Divisor))
            : throw new ArgumentOutOfRangeException(nameof(Divisor), value, "The value is not a power of two.");
    }

    /// <summary>Gets the bucket that the filter is in (<c>ht</c>), from <see cref="HandleOf"/>; <see langword="null"/> for the table that each priority begins with.</summary>
    public uint? HashTable { get; init; }

    /// <summary>Gets the hash table that looks at selected packets next (<c>link</c>), from <see cref="HandleOf"/>; <see langword="null"/> for none.</summary>
    public uint? Link { get; init; }

    /// <summary>Gets the bits that choose the bucket of the table <see cref="Link"/>; <see langword="null"/> for the first one.</summary>
    public U32HashKey? HashKey { get; init; }

    /// <summary>Gets where the header starts that the filters of the table <see cref="Link"/> look at; <see langword="null"/> for the same one.</summary>
    public U32NextHeader? NextHeader { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <summary>Returns the number of a hash table, of a bucket in it, or of a filter in a bucket. In text it is <c>2:</c>, <c>2:5:</c> or <c>2:5:800</c>, all hexadecimal.</summary>
    /// <param name="table">The table; 1 to 4095. Those from 2048 on are the kernel's own.</param>
    /// <param name="bucket">The bucket; 0 to 255.</param>
    /// <param name="item">The filter; 0 to 4095, and 0 for the table or bucket itself.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static uint HandleOf(int table, int bucket = 0, int item = 0) =>
        ((uint)NumberRange.Require(table, 1, MaxNumber, nameof(table)) << TableShift)
        | ((uint)NumberRange.Require(bucket, 0, byte.MaxValue, nameof(bucket)) << BucketShift)
        | (uint)NumberRange.Require(item, 0, MaxNumber, nameof(item));

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Divisor is not null && (Handle is null || Keys.Count > 0 || Actions.Count > 0 || Target is not null || HashTable is not null || Link is not null || (Handle & ((1 << TableShift) - 1)) > 0))
        {
            throw new ArgumentException($"A hash table has nothing but {nameof(Divisor)} and the {nameof(Handle)} of a table.");
        }

        if ((HashKey is not null || NextHeader is not null) && Link is null)
        {
            throw new ArgumentException($"{nameof(HashKey)} and {nameof(NextHeader)} need {nameof(Link)}.");
        }

        if (Link is not null && Target is not null)
        {
            throw new ArgumentException($"{nameof(Target)} is for a filter without {nameof(Link)}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        if (Divisor is { } divisor)
        {
            writer.WriteInt32(TCA_U32_DIVISOR, divisor);
            return;
        }

        writer.WriteOptional(TCA_U32_CLASSID, Target?.Value);
        writer.WriteOptional(TCA_U32_HASH, HashTable);
        writer.WriteOptional(TCA_U32_LINK, Link);
        TrafficActions.Write(ref writer, TCA_U32_ACT, Actions);
        int size = Unsafe.SizeOf<tc_u32_sel>();
        Span<byte> selector = stackalloc byte[size + (MaxKeys * Unsafe.SizeOf<tc_u32_key>())];
        // The kernel compares no key with every packet, too, but does not report such a filter as tc writes it.
        int count = Math.Max(1, Keys.Count);
        tc_u32_sel header = new() { flags = Link is null ? TC_U32_TERMINAL : (byte)0, nkeys = (byte)count, hoff = (short)(HashKey?.Offset ?? 0), hmask = BigEndian(HashKey?.Mask ?? 0) };
        NextHeader?.Write(ref header);
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
        (TrafficHandle? target, ValueList<TrafficAction> actions, ValueList<U32Key> keys) = (null, ValueList<TrafficAction>.Empty, ValueList<U32Key>.Empty);
        (int? divisor, uint? table, uint? link, tc_u32_sel selector) = (null, null, null, default);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_U32_CLASSID:
                    target = TrafficHandle.FromKernel(attribute.ReadUInt32());
                    break;
                case TCA_U32_DIVISOR:
                    divisor = Math.Clamp(attribute.ReadInt32(), 1, MaxDivisor) is var number && BitOperations.IsPow2(number) ? number : 1;
                    break;
                case TCA_U32_HASH:
                    // The table that a priority begins with is the kernel's own, and has one bucket.
                    table = attribute.ReadUInt32() is var bucket && (bucket >> TableShift < FirstOwnTable || (bucket & BucketMask) != 0) ? bucket : null;
                    break;
                case TCA_U32_LINK:
                    link = attribute.ReadUInt32();
                    break;
                case TCA_U32_SEL:
                    selector = attribute.ReadStruct<tc_u32_sel>();
                    keys = ReadKeys(attribute);
                    break;
                case TCA_U32_ACT:
                    actions = TrafficActions.Read(attribute);
                    break;
            }
        }

        return new U32Filter
        {
            Target = target,
            Actions = actions,
            Keys = keys,
            Divisor = divisor,
            HashTable = table,
            Link = link,
            HashKey = selector.hmask == 0 ? null : new U32HashKey(selector.hoff, BigEndian(selector.hmask)),
            NextHeader = U32NextHeader.Read(selector),
        };
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
