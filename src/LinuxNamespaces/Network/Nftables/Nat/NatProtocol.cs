namespace LinuxNamespaces.Network;

/// <summary>Specifies the transport protocol of a published port.</summary>
public enum NatProtocol
{
    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,
}
