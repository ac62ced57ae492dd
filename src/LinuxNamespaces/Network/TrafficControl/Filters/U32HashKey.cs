namespace LinuxNamespaces.Network;

/// <summary>Chooses a bucket of a hash table by bits of a packet (<c>hashkey</c>), for a <see cref="U32Filter"/>.</summary>
/// <remarks>See tc-u32(8). The number of the bucket is what the bits give, shifted to the right by the zeros of the mask, and cut to the number of buckets.</remarks>
public sealed record U32HashKey
{
    private const int MaxOffset = short.MaxValue;

    /// <summary>Creates a key.</summary>
    /// <param name="offset">Where the 32 bits are, in bytes from the IP header; -32768 to 32767.</param>
    /// <param name="mask">Which bits are used, in the order of the packet; not none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is out of range, or the mask is 0.</exception>
    public U32HashKey(int offset, uint mask)
    {
        Offset = NumberRange.Require(offset, short.MinValue, MaxOffset, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfZero(mask);
        Mask = mask;
    }

    /// <summary>Gets where the 32 bits are, in bytes from the IP header.</summary>
    public int Offset { get; }

    /// <summary>Gets which bits are used.</summary>
    public uint Mask { get; }
}
