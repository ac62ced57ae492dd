// A client of the container runtime interface with what the script needs: calls of gRPC over a Unix socket, with messages of protocol buffers.
//   cri SOCKET status | run NAME HOST-PORT | address POD | stop POD | remove POD
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

const string Service = "http://localhost/runtime.v1.RuntimeService/";
(string socketPath, string command) = (args[0], args[1]);
using HttpClient client = new(new SocketsHttpHandler
{
    ConnectCallback = async (_, cancellationToken) =>
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    },
});

switch (command)
{
    case "status":
        foreach (byte[] condition in Message.Read(Message.Find(await CallAsync("Status", []), 1)!).Where(field => field.Number == 1).Select(field => field.Value))
        {
            Console.WriteLine($"{Encoding.UTF8.GetString(Message.Find(condition, 1) ?? [])}={(Message.Find(condition, 2) is null ? "false" : "true")}");
        }

        break;
    case "run":
        byte[] metadata = Message.Of((1, args[2]), (2, args[2]), (3, "default"));
        byte[] mapping = Message.Of((2, 80UL), (3, ulong.Parse(args[3], null)));
        byte[] security = Message.Of((1, Message.Of((1, 0UL))));
        byte[] sandbox = Message.Of((1, metadata), (2, args[2]), (3, "/run/work/logs"), (5, mapping), (8, Message.Of((2, security))));
        Console.WriteLine(Encoding.UTF8.GetString(Message.Find(await CallAsync("RunPodSandbox", Message.Of((1, sandbox))), 1)!));
        break;
    case "address":
        byte[] status = Message.Find(await CallAsync("PodSandboxStatus", Message.Of((1, args[2]))), 1)!;
        Console.WriteLine(Encoding.UTF8.GetString(Message.Find(Message.Find(status, 5)!, 1)!));
        break;
    case "stop":
        await CallAsync("StopPodSandbox", Message.Of((1, args[2])));
        break;
    case "remove":
        await CallAsync("RemovePodSandbox", Message.Of((1, args[2])));
        break;
    default:
        Console.Error.WriteLine($"There is no command '{command}'.");
        return 2;
}

return 0;

async Task<byte[]> CallAsync(string method, byte[] message)
{
    byte[] frame = new byte[message.Length + 5];
    BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
    message.CopyTo(frame, 5);
    using HttpRequestMessage request = new(HttpMethod.Post, Service + method)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
    };
    request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
    using HttpResponseMessage response = await client.SendAsync(request);
    byte[] answer = await response.Content.ReadAsByteArrayAsync();
    // An error without an answer has its status in the headers.
    HttpHeaders end = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
    string code = end.GetValues("grpc-status").First();
    return code == "0" ? answer[5..] : throw new InvalidOperationException($"{method}: {code} {string.Join(' ', end.TryGetValues("grpc-message", out IEnumerable<string>? texts) ? texts : [])}");
}

/// <summary>Protocol buffers: numbered fields, each a number or bytes.</summary>
internal static class Message
{
    internal static byte[] Of(params (int Number, object Value)[] fields)
    {
        using MemoryStream stream = new();
        foreach ((int number, object value) in fields)
        {
            byte[]? bytes = value as byte[] ?? (value is string text ? Encoding.UTF8.GetBytes(text) : null);
            WriteNumber(stream, (ulong)(number << 3 | (bytes is null ? 0 : 2)));
            WriteNumber(stream, bytes is null ? (ulong)value : (ulong)bytes.Length);
            stream.Write(bytes);
        }

        return stream.ToArray();
    }

    internal static byte[]? Find(byte[] message, int number) => Read(message).Where(field => field.Number == number).Select(field => field.Value).FirstOrDefault();

    internal static IEnumerable<(int Number, byte[] Value)> Read(byte[] message)
    {
        int position = 0;
        while (position < message.Length)
        {
            ulong key = ReadNumber(message, ref position);
            ulong value = (key & 7) is 0 or 2 ? ReadNumber(message, ref position) : throw new InvalidOperationException("The message has a field of another kind.");
            byte[] bytes = [];
            if ((key & 7) == 2)
            {
                bytes = message[position..(position + (int)value)];
                position += (int)value;
            }

            yield return ((int)(key >> 3), bytes);
        }
    }

    private static void WriteNumber(MemoryStream stream, ulong value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            stream.WriteByte((byte)(value & 0x7f | 0x80));
        }

        stream.WriteByte((byte)value);
    }

    private static ulong ReadNumber(byte[] message, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
