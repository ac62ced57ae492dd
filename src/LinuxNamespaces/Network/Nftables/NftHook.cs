namespace LinuxNamespaces.Network;

/// <summary>Specifies where the kernel runs a base chain.</summary>
/// <remarks>See nft(8), "CHAINS".</remarks>
public enum NftHook
{
    /// <summary>Before routing: all packets that come in.</summary>
    Prerouting = 0,

    /// <summary>After routing: packets for this host.</summary>
    Input = 1,

    /// <summary>After routing: packets for other hosts.</summary>
    Forward = 2,

    /// <summary>Packets that this host sends.</summary>
    Output = 3,

    /// <summary>After routing: all packets that go out.</summary>
    Postrouting = 4,

    /// <summary>Packets of a link before all else, in the families netdev and inet. Kernel 5.10 in the family inet.</summary>
    Ingress = 5,

    /// <summary>Packets of a link after all else, in the family netdev. Kernel 5.16.</summary>
    Egress = 6,
}
