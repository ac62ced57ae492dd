namespace LinuxNamespaces.Cni;

/// <summary>An interface that an attachment consists of, on the host or in the container.</summary>
public sealed record CniInterface
{
    /// <summary>Creates an interface.</summary>
    /// <param name="name">The name.</param>
    public CniInterface(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; init; }

    /// <summary>Gets the hardware address, as in <c>02:42:ac:11:00:02</c>; <see langword="null"/> if it is not reported.</summary>
    public string? HardwareAddress { get; init; }

    /// <summary>Gets the MTU in bytes; <see langword="null"/> if it is not reported. Since version 1.1.0.</summary>
    public int? Mtu { get; init; }

    /// <summary>Gets the path of the network namespace that the interface is in; <see langword="null"/> for the host.</summary>
    public string? Sandbox { get; init; }

    /// <summary>Gets the path of the socket of the interface; <see langword="null"/> for none. Since version 1.1.0.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Gets the PCI address of the device; <see langword="null"/> for none. Since version 1.1.0.</summary>
    public string? PciId { get; init; }
}
