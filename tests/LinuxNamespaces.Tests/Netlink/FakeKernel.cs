using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Tests.Netlink;

/// <summary>A kernel that answers each request with datagrams made up from it.</summary>
internal sealed class FakeKernel(Func<byte[], int, IEnumerable<FakeKernel.Reply>> answer) : INetlinkTransport
{
    private readonly Queue<Reply> _replies = [];

    internal sealed record Reply(byte[] Bytes);

    internal int Requests { get; private set; }

    public uint PortId => 4711;

    public int MaxRequests { get; init; } = 128;

    public void Send(ReadOnlySpan<byte> datagram)
    {
        foreach (Reply reply in answer(datagram.ToArray(), Requests++))
        {
            _replies.Enqueue(reply);
        }
    }

    public bool TryReceive(Span<byte> buffer, TimeSpan timeout, out NetlinkDatagram datagram)
    {
        datagram = default;
        if (!_replies.TryDequeue(out Reply? reply))
        {
            return false;
        }

        int length = Math.Min(reply.Bytes.Length, buffer.Length);
        reply.Bytes.AsSpan(0, length).CopyTo(buffer);
        datagram = new NetlinkDatagram(length, reply.Bytes.Length);
        return true;
    }

    public void Dispose()
    {
    }

    /// <summary>A message that answers a request.</summary>
    internal static byte[] Message(byte[] request, int type, byte[] payload, int flags = 0, int sequenceOffset = 0, int portOffset = 0)
    {
        byte[] message = new byte[16 + payload.Length];
        BitConverter.TryWriteBytes(message, message.Length);
        BitConverter.TryWriteBytes(message.AsSpan(4), (ushort)type);
        BitConverter.TryWriteBytes(message.AsSpan(6), (ushort)flags);
        BitConverter.TryWriteBytes(message.AsSpan(8), BitConverter.ToInt32(request, 8) + sequenceOffset);
        BitConverter.TryWriteBytes(message.AsSpan(12), BitConverter.ToInt32(request, 12) + portOffset);
        payload.CopyTo(message, 16);
        return message;
    }
}
