namespace LinuxNamespaces.Network;

/// <summary>Specifies what happened to an object.</summary>
public enum NetworkChange
{
    /// <summary>The object existed when the watch started.</summary>
    Existing,

    /// <summary>The object was added.</summary>
    Added,

    /// <summary>A property of the object changed.</summary>
    Changed,

    /// <summary>The object was removed.</summary>
    Removed,
}
