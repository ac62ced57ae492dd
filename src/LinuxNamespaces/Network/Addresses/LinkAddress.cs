namespace LinuxNamespaces.Network;

/// <summary>Represents an address together with its link.</summary>
public sealed record LinkAddress
{
    internal LinkAddress(int linkIndex, InterfaceAddress address)
    {
        LinkIndex = linkIndex;
        Address = address;
    }

    /// <summary>Gets the index of the link.</summary>
    public int LinkIndex { get; }

    /// <summary>Gets the address.</summary>
    public InterfaceAddress Address { get; }

    /// <summary>Returns the address and the index of its link, as in <c>10.0.0.1/24 on #4</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Address} on #{LinkIndex}";
}
