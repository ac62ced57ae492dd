using System.Buffers.Binary;

namespace LinuxNamespaces.Network;

/// <summary>A named object of a table, such as a counter that several rules use.</summary>
/// <remarks>See nft(8), "STATEFUL OBJECTS".</remarks>
public sealed record NftObject
{
    private readonly ValueList<byte> _data;
    private readonly Uncompared<(long? Handle, int? Use)> _reported;

    /// <summary>Creates an object of any type.</summary>
    /// <param name="family">The family of the table.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="name">The name of the object.</param>
    /// <param name="type">The type, such as 1 for a counter (NFT_OBJECT_COUNTER).</param>
    /// <param name="data">The attributes inside NFTA_OBJ_DATA, as the type wants them.</param>
    /// <exception cref="ArgumentException">A name is not valid, there are more than 60000 bytes of data, or the data of a counter is malformed.</exception>
    public NftObject(NftFamily family, string table, string name, uint type, ReadOnlySpan<byte> data)
    {
        Family = family;
        Table = NftName.Require(table, nameof(table));
        Name = NftName.Require(name, nameof(name));
        Type = type;
        _data = data.Length <= 60000 ? new ValueList<byte>(data.ToArray()) : throw new ArgumentException("An object has at most 60000 bytes.", nameof(data));
        try
        {
            _ = ReadCounter(type, data);
        }
        catch (InvalidDataException e)
        {
            throw new ArgumentException("The data of a counter cannot be read.", nameof(data), e);
        }
    }

    /// <summary>Gets the family of the table.</summary>
    public NftFamily Family { get; }

    /// <summary>Gets the name of the table.</summary>
    public string Table { get; }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the type (NFT_OBJECT_*).</summary>
    public uint Type { get; }

    /// <summary>Gets the attributes inside NFTA_OBJ_DATA.</summary>
    public IReadOnlyList<byte> Data => _data;

    /// <summary>Gets the number of packets of a counter; <see langword="null"/> for another type.</summary>
    public ulong? Packets => Counter()?.Packets;

    /// <summary>Gets the number of bytes of a counter; <see langword="null"/> for another type.</summary>
    public ulong? Bytes => Counter()?.Bytes;

    /// <summary>Gets the comment; <see langword="null"/> if there is none. Kernel 5.10; older kernels do not store it.</summary>
    /// <exception cref="ArgumentException">The comment is empty, has more than 128 bytes or contains a NUL character.</exception>
    public string? Comment
    {
        get => NftUserData.ReadComment(UserData);
        init => UserData = NftUserData.OfComment(value, nameof(Comment));
    }

    /// <summary>Gets the number of the object; <see langword="null"/> if the kernel did not report the object. It is neither sent nor compared.</summary>
    public long? Handle => _reported.Value.Handle;

    /// <summary>Gets the number of rules and elements that use the object, as the kernel reported it. It is neither sent nor compared.</summary>
    public int? UseCount => _reported.Value.Use;

    internal ReadOnlySpan<byte> DataSpan => _data.Span;

    internal ValueList<byte>? UserData { get; init; }

    internal (long? Handle, int? Use) Reported
    {
        init => _reported = new(value);
    }

    /// <summary>Creates a counter.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The name of the counter.</param>
    /// <param name="packets">The number of packets to start with.</param>
    /// <param name="bytes">The number of bytes to start with.</param>
    /// <returns>The counter.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static NftObject CreateCounter(NftTable table, string name, ulong packets = 0, ulong bytes = 0)
    {
        ArgumentNullException.ThrowIfNull(table);
        const int attribute = Netlink.NetlinkMessageWriter.AttributeHeaderLength + sizeof(ulong);
        Span<byte> data = stackalloc byte[2 * attribute];
        Write(data, NftCounterExpression.NFTA_COUNTER_BYTES, bytes);
        Write(data[attribute..], NftCounterExpression.NFTA_COUNTER_PACKETS, packets);
        return new NftObject(table.Family, table.Name, name, NftSchema.NFT_OBJECT_COUNTER, data);

        static void Write(Span<byte> attribute, ushort type, ulong value)
        {
            System.Runtime.InteropServices.MemoryMarshal.Write(attribute, new Interop.nlattr { nla_len = Netlink.NetlinkMessageWriter.AttributeHeaderLength + sizeof(ulong), nla_type = type });
            BinaryPrimitives.WriteUInt64BigEndian(attribute[Netlink.NetlinkMessageWriter.AttributeHeaderLength..], value);
        }
    }

    /// <summary>Reads the data of a counter; null for another type.</summary>
    /// <exception cref="InvalidDataException">The data is malformed.</exception>
    internal static NftCounterExpression? ReadCounter(uint type, ReadOnlySpan<byte> data) =>
        type == NftSchema.NFT_OBJECT_COUNTER ? NftCounterExpression.Kind.Parse(data) as NftCounterExpression : null;

    /// <summary>Returns the object as in <c>inet filter web</c>.</summary>
    public override string ToString() => $"{NftText.Of(Family)} {Table} {Name}";

    private NftCounterExpression? Counter() => ReadCounter(Type, _data.Span);
}
