using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Reads the lists of sockets under /proc/net; proc_pid_net(5).</summary>
internal static class NetSocketTable
{
    private const int LeastFields = 10;
    private const int Version4Digits = 8;
    private const int Version6Digits = 32;

    /// <summary>Reads a list of sockets.</summary>
    /// <param name="reader">The file; null if the kernel does not have it.</param>
    internal static IEnumerable<NetSocketInfo> Read(TextReader? reader, ProtocolType protocol)
    {
        // Skips the heading.
        _ = reader?.ReadLine();
        while (reader?.ReadLine() is { } line)
        {
            yield return Parse(line, protocol);
        }
    }

    private static NetSocketInfo Parse(string line, ProtocolType protocol)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < LeastFields || fields[4].Split(':') is not [string send, string receive])
        {
            throw Unreadable(line);
        }

        return new NetSocketInfo
        {
            Protocol = protocol,
            Local = ParseEndPoint(fields[1], line),
            Remote = ParseEndPoint(fields[2], line),
            State = SocketStates.FromKernel(Hex(fields[3], line)),
            SendQueue = Hex(send, line),
            ReceiveQueue = Hex(receive, line),
            User = uint.TryParse(fields[7], NumberStyles.None, CultureInfo.InvariantCulture, out uint user) ? user : throw Unreadable(line),
            Inode = ulong.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode) ? inode : throw Unreadable(line),
        };
    }

    /// <summary>Parses an address, whose 32-bit words have the byte order of the machine, and a port.</summary>
    private static IPEndPoint ParseEndPoint(string field, string line)
    {
        if (field.Split(':') is not [{ Length: Version4Digits or Version6Digits } address, string port] || Hex(port, line) is var number && number > ushort.MaxValue)
        {
            throw Unreadable(line);
        }

        byte[] bytes = new byte[address.Length / 2];
        for (int i = 0; i < bytes.Length; i += sizeof(uint))
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(i), Hex(address.Substring(2 * i, 2 * sizeof(uint)), line));
        }

        return new IPEndPoint(new IPAddress(bytes), (int)number);
    }

    private static uint Hex(string digits, string line) =>
        uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) ? value : throw Unreadable(line);

    private static InvalidDataException Unreadable(string line) => new($"{PrintableText.Quote(line)} is not a valid line of a list of sockets.");
}
