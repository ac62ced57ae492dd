using System.Net;
using System.Text;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>A question that a name server of a test has received, and the replies that it can give.</summary>
/// <param name="Message">The whole message.</param>
/// <param name="ByTcp">Whether it came over a connection.</param>
/// <param name="Number">How many questions for the same name and type have come, this one included.</param>
internal sealed record NameQuery(byte[] Message, bool ByTcp, int Number, DateTime Time)
{
    internal const int ServerFailure = 2;
    internal const int NoSuchName = 3;
    internal const int NotImplemented = 4;
    internal const int Refused = 5;

    private const byte Truncated = 0x02;
    private const int HeaderSize = 12;

    internal string Name => NameOf(Message, out _);

    internal bool IsV6 => Message[QuestionEnd - 3] == 28;

    internal bool HasEdns => Message[11] == 1;

    internal string Key => $"{Name} {(IsV6 ? "AAAA" : "A")}";

    private int QuestionEnd
    {
        get
        {
            NameOf(Message, out int end);
            return end + 4;
        }
    }

    /// <summary>Addresses; those of the other family are left out.</summary>
    internal byte[] Addresses(params string[] addresses)
    {
        byte[][] records = [.. addresses.Select(text => IPAddress.Parse(text).GetAddressBytes()).Where(bytes => bytes.Length == (IsV6 ? 16 : 4)).Select(bytes => Record([0xc0, HeaderSize], IsV6 ? 28 : 1, bytes))];
        return Reply(0, 0, records);
    }

    internal byte[] Empty() => Addresses();

    internal byte[] Error(int code) => Reply(code, 0);

    /// <summary>The header alone, as of a server that does not understand the question.</summary>
    internal byte[] BareError(int code) => [.. Message[..2], 0x81, (byte)(0x80 | code), 0, 0, 0, 0, 0, 0, 0, 0];

    internal byte[] Cut() => Reply(0, Truncated);

    /// <summary>Records behind the question.</summary>
    internal byte[] Reply(int code, byte flags, params byte[][] records) =>
        [.. Message[..2], (byte)(0x81 | flags), (byte)(0x80 | code), 0, 1, 0, (byte)records.Length, 0, 0, 0, 0, .. Message[HeaderSize..QuestionEnd], .. records.SelectMany(record => record)];

    internal static byte[] Record(byte[] owner, int type, byte[] data) => [.. owner, 0, (byte)type, 0, 1, 0, 0, 0, 60, 0, (byte)data.Length, .. data];

    internal static byte[] Encode(string name) => [.. name.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    private static string NameOf(byte[] message, out int end)
    {
        StringBuilder name = new();
        end = HeaderSize;
        while (message[end] != 0)
        {
            name.Append(name.Length > 0 ? "." : string.Empty).Append(Encoding.ASCII.GetString(message, end + 1, message[end]));
            end += 1 + message[end];
        }

        end++;
        return name.ToString();
    }
}
