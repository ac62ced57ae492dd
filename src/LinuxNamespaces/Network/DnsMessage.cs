using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>Questions for the addresses of a host, and what name servers answer; RFC 1035, section 4, and RFC 3596.</summary>
internal static class DnsMessage
{
    internal const ushort A = 1;
    internal const ushort Aaaa = 28;

    private const ushort Cname = 5;
    private const ushort Internet = 1;
    private const int HeaderSize = 12;
    private const int MaxLabel = 63;
    private const int MaxName = 253;
    private const ushort Response = 0x8000;
    private const ushort Truncated = 0x0200;
    private const ushort RecursionDesired = 0x0100;
    private const ushort CodeMask = 0xf;
    private const byte Pointer = 0xc0;

    /// <summary>Whether there can be a host of this name.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName && Ascii.IsValid(name) && name.Split('.').All(label => label.Length is > 0 and <= MaxLabel);

    internal static byte[] Query(ushort id, string name, ushort type)
    {
        byte[] message = new byte[HeaderSize + name.Length + 2 + (2 * sizeof(ushort))];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), 1);
        int at = HeaderSize;
        foreach (string label in name.Split('.'))
        {
            message[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, message.AsSpan(at));
        }

        at++;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + sizeof(ushort)), Internet);
        return message;
    }

    /// <summary>Reads an answer; null when it is none to this question, or broken.</summary>
    internal static DnsAnswer? Parse(ReadOnlySpan<byte> message, ushort id, string name, ushort type)
    {
        Reader reader = new(message);
        ushort answeredId = reader.ReadUInt16();
        ushort flags = reader.ReadUInt16();
        ushort questions = reader.ReadUInt16();
        ushort answers = reader.ReadUInt16();
        reader.Skip(2 * sizeof(ushort));
        string? asked = reader.ReadName();
        if (answeredId != id || (flags & Response) == 0 || questions != 1 || !Same(asked, name) || reader.ReadUInt16() != type || reader.ReadUInt16() != Internet || reader.IsBroken)
        {
            return null;
        }

        List<IPAddress> addresses = [];
        if ((flags & Truncated) == 0)
        {
            // A server that looks names up for others gives aliases before what they stand for.
            string owner = name;
            for (int i = 0; i < answers && !reader.IsBroken; i++)
            {
                string? of = reader.ReadName();
                ushort kind = reader.ReadUInt16();
                bool isInternet = reader.ReadUInt16() == Internet;
                reader.Skip(sizeof(uint));
                int length = reader.ReadUInt16();
                Reader data = reader.Slice(length);
                if (!isInternet || !Same(of, owner))
                {
                    continue;
                }

                if (kind == Cname && data.ReadName() is { } alias)
                {
                    owner = alias;
                }
                else if (kind == type && length == (type == A ? 4 : 16) && !reader.IsBroken)
                {
                    addresses.Add(new IPAddress(data.Read(length)));
                }
            }
        }

        return reader.IsBroken ? null : new DnsAnswer(flags & CodeMask, (flags & Truncated) != 0, addresses);
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>Goes through a message. What is not there reads as zero, and the message is broken.</summary>
    private ref struct Reader(ReadOnlySpan<byte> message, int start, int end)
    {
        private readonly ReadOnlySpan<byte> _message = message;
        private readonly int _end = end;
        private int _at = start;

        internal Reader(ReadOnlySpan<byte> message)
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

        /// <summary>The next bytes by themselves; names in them may point to what was before.</summary>
        internal Reader Slice(int length)
        {
            int start = _at;
            Read(length);
            return IsBroken ? new Reader(_message, 0, 0) : new Reader(_message, start, start + length);
        }

        /// <summary>Reads a name, which may end with a pointer to the end of another one before it.</summary>
        internal string? ReadName()
        {
            StringBuilder name = new();
            int at = _at;
            int? after = null;
            int limit = _end;
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
                    // Always back, so it has an end.
                    if (target >= at)
                    {
                        break;
                    }

                    limit = at;
                    at = target;
                }
                else if (length <= MaxLabel && at + 1 + length <= limit && name.Length + length < MaxName + 1)
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
    }
}
