using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>Writes questions for the addresses of a host, and reads what name servers reply; RFC 1035, section 4, and RFC 3596.</summary>
internal static class DnsMessage
{
    internal const ushort A = 1;
    internal const ushort Aaaa = 28;

    /// <summary>The most addresses that are taken from one reply. A client never tries that many.</summary>
    internal const int MaxAddresses = 64;

    private const ushort Cname = 5;
    private const ushort Opt = 41;
    private const ushort Internet = 1;
    private const int HeaderSize = 12;

    // As the C library: a datagram of this size is not fragmented on any usual path.
    private const ushort EdnsSize = 1200;

    // As BIND: longer chains are loops or mistakes.
    private const int MaxAliases = 16;
    private const ushort Response = 0x8000;
    private const ushort Authoritative = 0x0400;
    private const ushort Truncated = 0x0200;
    private const ushort RecursionDesired = 0x0100;
    private const ushort RecursionAvailable = 0x0080;
    private const ushort CodeMask = 0xf;

    // RFC 6891, 6.1.2: the root as name, the type, the size of a datagram that the sender takes, extended code, version and flags, no data.
    private static readonly byte[] s_edns = [0, 0, (byte)Opt, EdnsSize >> 8, EdnsSize & 0xff, 0, 0, 0, 0, 0, 0];

    /// <summary>Gets whether a name can be asked for.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= DnsMessageReader.MaxName && Ascii.IsValid(name) && name.Split('.').All(label => label.Length is > 0 and <= DnsMessageReader.MaxLabel);

    /// <summary>Writes a question.</summary>
    /// <param name="edns">Whether to tell the server that larger datagrams are accepted.</param>
    internal static byte[] Query(ushort id, string name, ushort type, bool edns = false)
    {
        byte[] message = new byte[HeaderSize + name.Length + 2 + (2 * sizeof(ushort)) + (edns ? s_edns.Length : 0)];
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
        if (edns)
        {
            message[HeaderSize - 1] = 1;
            s_edns.CopyTo(message, at + (2 * sizeof(ushort)));
        }

        return message;
    }

    /// <summary>Reads a reply; <c>null</c> if it does not belong to the question or is broken.</summary>
    internal static DnsAnswer? Parse(ReadOnlySpan<byte> message, ushort id, string name, ushort type)
    {
        DnsMessageReader reader = new(message);
        ushort answeredId = reader.ReadUInt16();
        ushort flags = reader.ReadUInt16();
        ushort questions = reader.ReadUInt16();
        ushort answers = reader.ReadUInt16();
        reader.Skip(sizeof(ushort));
        ushort additional = reader.ReadUInt16();
        int code = flags & CodeMask;
        if (reader.IsBroken || answeredId != id || (flags & Response) == 0)
        {
            return null;
        }

        // A server that does not understand a query may return nothing but the header.
        if (questions == 0 && code is DnsAnswer.FormatError or DnsAnswer.NotImplemented)
        {
            return new DnsAnswer(code, false, false, []);
        }

        if (questions != 1 || !Same(reader.ReadName(), name) || reader.ReadUInt16() != type || reader.ReadUInt16() != Internet || reader.IsBroken)
        {
            return null;
        }

        bool isTruncated = (flags & Truncated) != 0;
        IReadOnlyList<IPAddress> addresses = isTruncated ? [] : ReadAddresses(ref reader, answers, name, type);
        bool isReferral = !isTruncated && code == DnsAnswer.NoError && answers == 0 && additional == 0 && (flags & (Authoritative | RecursionAvailable)) == 0;
        return reader.IsBroken ? null : new DnsAnswer(code, isTruncated, isReferral, addresses);
    }

    // Aliases may come in any order, also after the addresses of what they stand for.
    private static List<IPAddress> ReadAddresses(ref DnsMessageReader reader, int answers, string name, ushort type)
    {
        Dictionary<string, string> aliases = new(StringComparer.OrdinalIgnoreCase);
        List<(string Owner, IPAddress Address)> found = [];
        int size = type == A ? 4 : 16;
        for (int i = 0; i < answers && !reader.IsBroken; i++)
        {
            string? owner = reader.ReadName();
            ushort kind = reader.ReadUInt16();
            bool isInternet = reader.ReadUInt16() == Internet;
            reader.Skip(sizeof(uint));
            int length = reader.ReadUInt16();
            DnsMessageReader data = reader.Slice(length);
            if (owner is null || !isInternet || reader.IsBroken)
            {
                continue;
            }

            if (kind == Cname && data.ReadName() is { } alias)
            {
                aliases.TryAdd(owner, alias);
            }
            else if (kind == type && length == size)
            {
                found.Add((owner, new IPAddress(data.Read(length))));
            }
        }

        for (int i = 0; i < MaxAliases && aliases.Remove(name, out string? canonical); i++)
        {
            name = canonical;
        }

        return [.. found.Where(record => Same(record.Owner, name)).Select(record => record.Address).Distinct().Take(MaxAddresses)];
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
