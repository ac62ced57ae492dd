using System.Buffers.Binary;

namespace LinuxNamespaces.Network;

/// <summary>Says where the header starts that a hash table looks at (<c>offset</c>), for a <see cref="U32Filter"/>.</summary>
/// <remarks>See tc-u32(8). Keys of the filters in the table have <see cref="U32Key.IsBehindHeader"/>, unless <see cref="IsPermanent"/> is set.</remarks>
public sealed record U32NextHeader
{
    private const byte TC_U32_OFFSET = 2;
    private const byte TC_U32_VAROFFSET = 4;
    private const byte TC_U32_EAT = 8;
    private const int MaxShift = 15;

    /// <summary>Gets the part of the distance that is the same for all packets (<c>plus</c>), in bytes; 0 to 65535. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Offset
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(Offset));
    }

    /// <summary>Gets where the 16 bits of the packet are that contain the rest of the distance (<c>at</c>), in bytes from the present header; -32768 to 32767.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int At
    {
        get;
        init => field = NumberRange.Require(value, short.MinValue, short.MaxValue, nameof(At));
    }

    /// <summary>Gets which of those bits are the distance; 0 for none: the distance is that of <see cref="Offset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 65535.</exception>
    public int Mask
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(Mask));
    }

    /// <summary>Gets by how many bits the distance is shifted to the right; 0 to 15.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Shift
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxShift, nameof(Shift));
    }

    /// <summary>Gets whether the header is the one that all offsets start at from then on (<c>eat</c>).</summary>
    public bool IsPermanent { get; init; }

    /// <summary>Gets the distance of the header behind an IPv4 header, whose length is in its first byte.</summary>
    public static U32NextHeader BehindIPv4 { get; } = new() { Mask = 0x0F00, Shift = 6 };

    internal static U32NextHeader? Read(in tc_u32_sel selector) => (selector.flags & (TC_U32_OFFSET | TC_U32_VAROFFSET | TC_U32_EAT)) == 0 ? null : new U32NextHeader
    {
        Offset = selector.off,
        At = selector.offoff,
        Mask = (selector.flags & TC_U32_VAROFFSET) == 0 ? 0 : BigEndian(selector.offmask),
        Shift = Math.Min((int)selector.offshift, MaxShift),
        IsPermanent = (selector.flags & TC_U32_EAT) != 0,
    };

    internal void Write(ref tc_u32_sel selector)
    {
        selector.flags |= (byte)(TC_U32_OFFSET | (Mask == 0 ? 0 : TC_U32_VAROFFSET) | (IsPermanent ? TC_U32_EAT : 0));
        selector.off = (ushort)Offset;
        selector.offoff = (short)At;
        selector.offmask = BigEndian((ushort)Mask);
        selector.offshift = (byte)Shift;
    }

    private static ushort BigEndian(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
