using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the optional fields of a GRE header, in one direction.</summary>
public sealed record GreHeader
{
    // GRE_CSUM, GRE_KEY and GRE_SEQ of linux/if_tunnel.h, which has them in network byte order.
    private const ushort ChecksumFlag = 0x8000;
    private const ushort KeyFlag = 0x2000;
    private const ushort SequenceFlag = 0x1000;

    /// <summary>Gets the key, which tells tunnels between the same hosts apart; <see langword="null"/> for a header without a key.</summary>
    public uint? Key { get; init; }

    /// <summary>Gets whether packets have a checksum. A received packet without a correct one is dropped.</summary>
    public bool Checksum { get; init; }

    /// <summary>Gets whether packets have sequence numbers. A received packet that is out of sequence is dropped.</summary>
    public bool SequenceNumbers { get; init; }

    internal void Write(ref NetlinkMessageWriter writer, int flagsType, int keyType) => Write(ref writer, flagsType, keyType, Key, Checksum, SequenceNumbers);

    internal static void Write(ref NetlinkMessageWriter writer, int flagsType, int keyType, uint? key, bool checksum, bool sequenceNumbers)
    {
        int flags = (checksum ? ChecksumFlag : 0) | (key is null ? 0 : KeyFlag) | (sequenceNumbers ? SequenceFlag : 0);
        writer.WriteUInt32BigEndian(keyType, key ?? 0);
        writer.WriteUInt16BigEndian(flagsType, (ushort)flags);
    }

    /// <param name="flags">The flags that the kernel reports.</param>
    /// <param name="key">The key that the kernel reports, 0 if there is none.</param>
    internal static GreHeader Read(ushort flags, uint key) => new()
    {
        Key = (flags & KeyFlag) == 0 ? null : key,
        Checksum = (flags & ChecksumFlag) != 0,
        SequenceNumbers = (flags & SequenceFlag) != 0,
    };
}
