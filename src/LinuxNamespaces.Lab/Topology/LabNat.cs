namespace LinuxNamespaces.Lab;

/// <summary>Specifies how a router translates addresses and ports.</summary>
public enum LabNat
{
    /// <summary>
    /// What a Linux router does by default: a connection keeps its port if that is free. Packets from outside reach the router itself, not what is behind it.
    /// </summary>
    Masquerade,

    /// <summary>
    /// As most routers at home: a connection keeps its port, so others see one port for all connections of a socket, and only packets of an address and a port that
    /// were sent to come back. All others are dropped, so that two hosts behind such routers can reach each other by sending first (hole punching). RFC 4787 calls this
    /// endpoint-independent mapping with address and port-dependent filtering.
    /// </summary>
    PortRestricted,

    /// <summary>
    /// As routers of companies and mobile networks: each connection gets a random port, so a port that one server sees is of no use to another. RFC 4787 calls this
    /// address and port-dependent mapping and filtering.
    /// </summary>
    Symmetric,
}
