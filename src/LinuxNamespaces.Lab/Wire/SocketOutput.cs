using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Sends frames by a packet socket.</summary>
internal sealed class SocketOutput(PacketSocket socket) : IFrameOutput
{
    public void Write(ReadOnlySpan<byte> frame, PacketOffload offload) => socket.Write(frame, offload);

    public void Flush() => socket.Flush();
}
