namespace LinuxNamespaces.Lab;

/// <summary>Decides about a frame.</summary>
/// <param name="frame">The frame. It is valid until the method returns.</param>
/// <returns>The verdict.</returns>
public delegate WireVerdict WireFrameHandler(scoped WireFrame frame);
