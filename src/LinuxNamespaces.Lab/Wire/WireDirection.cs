namespace LinuxNamespaces.Lab;

/// <summary>Specifies a direction of a wire.</summary>
public enum WireDirection
{
    /// <summary>From the first end to the second.</summary>
    Forward,

    /// <summary>From the second end to the first.</summary>
    Backward,
}
