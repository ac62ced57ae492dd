using System.Buffers.Binary;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Makes a wrong input of right ones.</summary>
internal sealed class FuzzMutator(FuzzRandom random, FuzzInput kind)
{
    private const int HeaderLength = NetlinkMessageWriter.AttributeHeaderLength;

    private static readonly ushort[] s_types = [.. FuzzSchema.Types, 2, 3];

    private static readonly byte[][] s_texts = [[0xff, 0xfe, 0x80], [0xed, 0xa0, 0x80, 0], [0xc3], [.. "abcdefghijklmnopqrstuvwxyz"u8], [0], [(byte)'a', 0, (byte)'b', 0], [.. "veth\n\t\u001b"u8, 0]];

    private readonly FuzzLayout _layout = new();
    private readonly FuzzLayout _other = new();

    internal byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        byte[] bytes = [.. random.Pick(corpus)];
        int changes = random.OneIn(16) ? 0 : 1 + random.Below(random.OneIn(4) ? 8 : 3);
        for (int i = 0; i < changes; i++)
        {
            bytes = Change(bytes, corpus);
        }

        if (bytes.Length > FuzzMemory.Size)
        {
            bytes = bytes[..FuzzMemory.Size];
        }

        // A message whose length is wrong is refused before any parser sees it, so most are made right.
        if (kind == FuzzInput.Messages && bytes.Length >= NetlinkMessageWriter.HeaderLength && !random.OneIn(8))
        {
            BitConverter.TryWriteBytes(bytes, random.OneIn(32) ? Math.Max(16, bytes.Length & ~15) : bytes.Length);
        }

        return bytes;
    }

    private byte[] Change(byte[] bytes, IReadOnlyList<byte[]> corpus)
    {
        _layout.Find(bytes, kind);
        if (_layout.Places.Count == 0 || random.OneIn(5))
        {
            return ChangeBytes(bytes, corpus);
        }

        FuzzLayout.Place place = random.Pick(_layout.Places);
        Span<byte> payload = bytes.AsSpan(place.Offset + HeaderLength, place.Length - HeaderLength);
        switch (random.Below(13))
        {
            case 0 or 1:
                WriteNumber(payload);
                return bytes;
            case 2:
                // Longer or shorter than it is, with all that follows out of step or not.
                BitConverter.TryWriteBytes(bytes.AsSpan(place.Offset), (ushort)(random.OneIn(2) ? random.Below(place.Length + 8) : (int)(random.Extreme() & 0xffff)));
                return bytes;
            case 3:
                ushort type = (ushort)(random.OneIn(3) ? random.Extreme() & 0xffff : (ulong)random.Below(80));
                BitConverter.TryWriteBytes(bytes.AsSpan(place.Offset + 2), type);
                return bytes;
            case 4:
                return Splice(bytes, place.Offset, place.End, [], place.Parent);
            case 5:
                return Splice(bytes, place.Offset, place.Offset, bytes[place.Offset..Math.Min(place.End, bytes.Length)], place.Parent);
            case 6:
                return Resize(bytes, place, payload[..random.Below(payload.Length + 1)].ToArray());
            case 7:
                return Resize(bytes, place, [.. payload, .. new byte[1 + random.Below(40)]]);
            case 8:
                return Resize(bytes, place, random.Pick(s_texts));
            case 9:
                return FromAnother(bytes, place, random.Pick(corpus));
            case 10:
                return Splice(bytes, place.Offset, place.Offset, Repeat([4, 0, bytes[place.Offset + 2], bytes[place.Offset + 3]], 1 + random.Below(random.OneIn(64) ? 12000 : 64)), place.Parent);
            case 11 when random.OneIn(16):
                return Resize(bytes, place, Nests(bytes, place));
            default:
                for (int i = 0; i < payload.Length && i < 1 + random.Below(4); i++)
                {
                    payload[random.Below(payload.Length)] = random.NextByte();
                }

                return bytes;
        }
    }

    private byte[] ChangeBytes(byte[] bytes, IReadOnlyList<byte[]> corpus)
    {
        if (bytes.Length == 0)
        {
            return [.. random.Pick(corpus)];
        }

        switch (random.Below(9))
        {
            case 0:
                bytes[random.Below(bytes.Length)] ^= (byte)(1 << random.Below(8));
                return bytes;
            case 1:
                bytes[random.Below(bytes.Length)] = random.NextByte();
                return bytes;
            case 2:
                WriteNumber(bytes.AsSpan(random.Below(bytes.Length)));
                return bytes;
            case 3:
                return bytes[..random.Below(bytes.Length)];
            case 4:
                // The header of the family, where lengths of prefixes, families and states are.
                bytes[random.Below(Math.Min(bytes.Length, kind == FuzzInput.Messages ? 44 : 16))] = (byte)(random.OneIn(2) ? random.Below(34) : random.NextByte());
                return bytes;
            case 5 when kind == FuzzInput.Messages && bytes.Length >= 8:
                BitConverter.TryWriteBytes(bytes.AsSpan(4), random.Pick(s_types));
                return bytes;
            case 6:
                byte[] other = random.Pick(corpus);
                return [.. bytes.AsSpan(0, random.Below(bytes.Length)), .. other.AsSpan(random.Below(other.Length + 1))];
            case 7:
                int start = random.Below(bytes.Length);
                return [.. bytes.AsSpan(0, start), .. bytes.AsSpan(start, random.Below(bytes.Length - start)), .. bytes.AsSpan(start)];
            default:
                byte[] more = new byte[random.Below(64)];
                for (int i = 0; i < more.Length; i++)
                {
                    more[i] = random.OneIn(2) ? (byte)random.Below(24) : random.NextByte();
                }

                return [.. bytes, .. more];
        }
    }

    private void WriteNumber(Span<byte> place)
    {
        int width = Math.Min(place.Length, 1 << random.Below(4));
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, random.Extreme());
        if (random.OneIn(3))
        {
            number[..width].Reverse();
        }

        number[..width].CopyTo(place);
    }

    /// <summary>Puts an attribute of another input beside or inside of one.</summary>
    private byte[] FromAnother(byte[] bytes, FuzzLayout.Place place, byte[] other)
    {
        _other.Find(other, kind);
        if (_other.Places.Count == 0)
        {
            return bytes;
        }

        FuzzLayout.Place source = random.Pick(_other.Places);
        byte[] attribute = [.. other.AsSpan(source.Offset, source.Length), .. new byte[NetlinkAlignment.Align(source.Length) - source.Length]];
        return random.OneIn(3) ? Resize(bytes, place, attribute) : Splice(bytes, place.Offset, place.Offset, attribute, place.Parent);
    }

    /// <summary>The attributes of a nest, each the only one inside of the one before.</summary>
    private byte[] Nests(byte[] bytes, FuzzLayout.Place place)
    {
        List<byte[]> headers = [];
        for (int parent = _layout.Places.ToList().IndexOf(place); parent >= 0; parent = _layout.Places[parent].Parent)
        {
            headers.Insert(0, bytes[(_layout.Places[parent].Offset + 2)..(_layout.Places[parent].Offset + 4)]);
        }

        int total = Math.Min(0xfff0 - bytes.Length, HeaderLength * (random.OneIn(8) ? 16000 : 200)) / HeaderLength * HeaderLength;
        byte[] nests = new byte[Math.Max(0, total)];
        for (int i = 0; i < nests.Length; i += HeaderLength)
        {
            BitConverter.TryWriteBytes(nests.AsSpan(i), (ushort)(nests.Length - i));
            headers[i / HeaderLength % headers.Count].CopyTo(nests.AsSpan(i + 2));
        }

        return nests;
    }

    private byte[] Resize(byte[] bytes, FuzzLayout.Place place, byte[] payload)
    {
        byte[] padding = new byte[NetlinkAlignment.Align(payload.Length) - payload.Length];
        byte[] result = Splice(bytes, place.Offset + HeaderLength, place.End, [.. payload, .. padding], place.Parent);
        BitConverter.TryWriteBytes(result.AsSpan(place.Offset), (ushort)(payload.Length + HeaderLength));
        return result;
    }

    /// <summary>Replaces bytes, with the lengths of what contains them.</summary>
    private byte[] Splice(byte[] bytes, int start, int end, byte[] with, int parent)
    {
        end = Math.Min(end, bytes.Length);
        start = Math.Min(start, end);
        byte[] result = [.. bytes.AsSpan(0, start), .. with, .. bytes.AsSpan(end)];
        for (int i = parent; i >= 0; i = _layout.Places[i].Parent)
        {
            BitConverter.TryWriteBytes(result.AsSpan(_layout.Places[i].Offset), unchecked((ushort)(_layout.Places[i].Length + with.Length - (end - start))));
        }

        return result;
    }

    private static byte[] Repeat(byte[] bytes, int times) => [.. Enumerable.Repeat(bytes, times).SelectMany(copy => copy)];
}
