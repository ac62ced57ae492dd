namespace LinuxNamespaces.Network;

/// <summary>Takes a frame that a <see cref="PacketSocket"/> has received.</summary>
/// <param name="frame">The frame. It is valid until the method returns.</param>
public delegate void PacketFrameHandler(scoped PacketFrame frame);
