namespace LinuxNamespaces.Network;

/// <summary>Specifies what happens to a packet that reaches the end of a base chain.</summary>
public enum NftPolicy
{
    /// <summary>The packet is dropped.</summary>
    Drop = 0,

    /// <summary>The packet passes.</summary>
    Accept = 1,
}
