using System.Buffers.Binary;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>Reads a DNS message from start to end. Whatever is missing reads as zero and marks the message as broken.</summary>
internal ref struct DnsMessageReader(ReadOnlySpan<byte> message, int start, int end)
{
    internal const int MaxLabel = 63;
    internal const int MaxName = 253;
    private const byte Pointer = 0xc0;

    // A name has at most 127 labels, and so needs no more pointers than that.
    private const int MaxPointers = 127;

    private readonly ReadOnlySpan<byte> _message = message;
    private readonly int _end = end;
    private int _at = start;

    internal DnsMessageReader(ReadOnlySpan<byte> message)
        : this(message, 0, message.Length)
    {
    }

    internal bool IsBroken { get; private set; }

    internal ReadOnlySpan<byte> Read(int length)
    {
        if (length > _end - _at)
        {
            IsBroken = true;
            return new byte[length];
        }

        ReadOnlySpan<byte> bytes = _message.Slice(_at, length);
        _at += length;
        return bytes;
    }

    internal ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Read(sizeof(ushort)));

    internal void Skip(int length) => Read(length);

    /// <summary>Cuts out the next bytes. Names in them may point to earlier parts of the message.</summary>
    internal DnsMessageReader Slice(int length)
    {
        int start = _at;
        Read(length);
        return IsBroken ? new DnsMessageReader(_message, 0, 0) : new DnsMessageReader(_message, start, start + length);
    }

    /// <summary>Reads a name, which may end with a pointer to the end of an earlier one. The root is an empty string.</summary>
    internal string? ReadName()
    {
        StringBuilder name = new();
        int at = _at;
        int? after = null;
        int limit = _end;
        int pointers = 0;
        while (at < limit)
        {
            byte length = _message[at];
            if (length == 0)
            {
                _at = after ?? at + 1;
                return name.ToString();
            }

            if ((length & Pointer) == Pointer && at + 1 < limit)
            {
                after ??= at + 2;
                int target = ((length & ~Pointer) << 8) | _message[at + 1];
                // A pointer leads back only, so there is no loop.
                if (target >= at || ++pointers > MaxPointers)
                {
                    break;
                }

                limit = at;
                at = target;
            }
            else if (length <= MaxLabel && at + 1 + length <= limit && name.Length + length < MaxName + 1 && !HasDot(_message.Slice(at + 1, length)))
            {
                name.Append(name.Length > 0 ? "." : string.Empty).Append(Encoding.Latin1.GetString(_message.Slice(at + 1, length)));
                at += 1 + length;
            }
            else
            {
                break;
            }
        }

        IsBroken = true;
        return null;
    }

    // A dot inside a label would read as two labels, and so as another name.
    private static bool HasDot(ReadOnlySpan<byte> label) => label.Contains((byte)'.');
}
