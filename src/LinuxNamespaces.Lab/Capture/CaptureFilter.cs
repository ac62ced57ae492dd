namespace LinuxNamespaces.Lab;

/// <summary>Decides whether a frame is captured.</summary>
/// <param name="frame">The frame. It is valid until the method returns. Its direction is forward if the link has sent it, and backward if the link has received it.</param>
/// <returns><see langword="true"/> to capture the frame.</returns>
public delegate bool CaptureFilter(scoped WireFrame frame);
