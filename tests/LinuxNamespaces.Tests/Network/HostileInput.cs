using CsCheck;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Tests.Network;

/// <summary>Bytes that no kernel should send.</summary>
internal static class HostileInput
{
    private const int HeaderLength = NetlinkMessageWriter.HeaderLength;

    private static readonly string[] s_names = [.. KernelReplies.Names];

    // Numbers, addresses and structures, each with the header of its attribute.
    private static readonly byte[] s_lengths = [5, 6, 8, 8, 8, 12, 20, 20];

    /// <summary>No structure at all.</summary>
    internal static Gen<byte[]> Noise { get; } = Gen.Byte.Array[0, 256];

    /// <summary>A message in which each word behind the header of its family can be that of an attribute with a small length and type.</summary>
    /// <param name="familyHeader">The bytes of that header, which can be any.</param>
    internal static Gen<byte[]> Attributes(int familyHeader) => Gen.Byte.Array[HeaderLength, 256].Select(bytes =>
    {
        BitConverter.TryWriteBytes(bytes, bytes.Length);
        for (int i = HeaderLength + familyHeader; i + 3 < bytes.Length; i += 4)
        {
            bytes[i] = bytes[i] < 192 ? s_lengths[bytes[i] % s_lengths.Length] : (byte)(bytes[i] % 64);
            bytes[i + 1] = 0;
            bytes[i + 2] %= 64;
            bytes[i + 3] &= 0x80;
        }

        return bytes;
    });

    /// <summary>A message that a kernel sent, with a few bytes changed and perhaps cut.</summary>
    internal static Gen<byte[]> Changed { get; } =
        Gen.Select(Gen.Int[0, s_names.Length - 1], Gen.Select(Gen.Int[0, 2000], Gen.Byte).Array[0, 6], Gen.Int[0, 8]).Select((name, changes, cut) =>
        {
            byte[] bytes = KernelReplies.Bytes(s_names[name]);
            foreach ((int offset, byte value) in changes)
            {
                // The first attributes matter most, so half of the changes hit them.
                int position = HeaderLength + (offset % 2 == 0 ? offset % (bytes.Length - HeaderLength) : offset % Math.Min(64, bytes.Length - HeaderLength));
                bytes[position] = value;
            }

            int length = cut == 0 ? bytes.Length - (changes.Length == 0 ? 4 : changes[0].Item1 % (bytes.Length - HeaderLength)) : bytes.Length;
            BitConverter.TryWriteBytes(bytes, length);
            return bytes[..length];
        });

    internal static void SetType(byte[] message, int type) => BitConverter.TryWriteBytes(message.AsSpan(4), (ushort)type);

    internal static void SetFlags(byte[] message, int flags) => BitConverter.TryWriteBytes(message.AsSpan(6), (ushort)flags);

    internal static int TypeOf(byte[] message) => BitConverter.ToUInt16(message, 4);
}
