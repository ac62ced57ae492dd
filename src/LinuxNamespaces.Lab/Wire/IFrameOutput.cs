using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Takes the frames that a wire delivers.</summary>
internal interface IFrameOutput
{
    void Write(ReadOnlySpan<byte> frame, PacketOffload offload);

    /// <summary>Ends a series of frames.</summary>
    void Flush();
}
