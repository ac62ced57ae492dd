using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>Keeps what a wire delivers.</summary>
internal sealed class RecordingOutput : IFrameOutput
{
    internal List<byte[]> Frames { get; } = [];

    internal bool Discards { get; init; }

    public void Write(ReadOnlySpan<byte> frame, PacketOffload offload)
    {
        if (!Discards)
        {
            Frames.Add(frame.ToArray());
        }
    }

    public void Flush()
    {
    }
}
