using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Where the attributes of an input stand, as well as can be seen from its bytes alone.</summary>
internal sealed class FuzzLayout
{
    private const int MaxDepth = 16;
    private const int MaxAttributes = 512;
    private const int MaxHeader = 96;

    private readonly List<Place> _places = [];

    internal IReadOnlyList<Place> Places => _places;

    /// <summary>Finds the attributes of an input. One that is inside of another follows it.</summary>
    internal void Find(ReadOnlySpan<byte> input, FuzzInput kind)
    {
        _places.Clear();
        if (kind != FuzzInput.Messages)
        {
            Find(input, 0, input.Length, -1, 0);
            return;
        }

        int length = input.Length < NetlinkMessageWriter.HeaderLength ? 0 : Math.Min(input.Length, Math.Max(0, BitConverter.ToInt32(input)));
        // The header of the family can have any length: the right one is followed by attributes up to the end.
        for (int start = NetlinkMessageWriter.HeaderLength; start < Math.Min(length, NetlinkMessageWriter.HeaderLength + MaxHeader) && _places.Count == 0; start += 4)
        {
            Find(input, start, length, -1, 0);
        }
    }

    private void Find(ReadOnlySpan<byte> input, int start, int end, int parent, int depth)
    {
        if (depth > MaxDepth || !IsList(input[start..end]))
        {
            return;
        }

        for (int i = start; end - i >= NetlinkMessageWriter.AttributeHeaderLength && _places.Count < MaxAttributes; i += NetlinkAlignment.Align(BitConverter.ToUInt16(input[i..])))
        {
            int length = BitConverter.ToUInt16(input[i..]);
            _places.Add(new Place(i, length, parent));
            Find(input, i + NetlinkMessageWriter.AttributeHeaderLength, i + length, _places.Count - 1, depth + 1);
        }
    }

    private static bool IsList(ReadOnlySpan<byte> bytes)
    {
        int i = 0;
        while (bytes.Length - i >= NetlinkMessageWriter.AttributeHeaderLength)
        {
            int length = BitConverter.ToUInt16(bytes[i..]);
            if (length < NetlinkMessageWriter.AttributeHeaderLength || length > bytes.Length - i || BitConverter.ToUInt16(bytes[(i + 2)..]) == 0 && length == NetlinkMessageWriter.AttributeHeaderLength)
            {
                return false;
            }

            i += NetlinkAlignment.Align(length);
        }

        return i > 0 && i >= bytes.Length;
    }

    /// <param name="Offset">Where its header is.</param>
    /// <param name="Length">Its length with the header.</param>
    /// <param name="Parent">The number of the attribute that contains it; -1 for none.</param>
    internal readonly record struct Place(int Offset, int Length, int Parent)
    {
        internal int End => Offset + NetlinkAlignment.Align(Length);
    }
}
