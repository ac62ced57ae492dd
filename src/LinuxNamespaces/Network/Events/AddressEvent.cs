namespace LinuxNamespaces.Network;

/// <summary>An address of a link was added, changed or removed.</summary>
/// <remarks>The end of duplicate address detection is a change. The time that is left of a lifetime changes without an event.</remarks>
public sealed class AddressEvent : NetworkObjectEvent
{
    internal AddressEvent(LinkAddress address) => Address = address;

    /// <summary>Gets the address with its link: as it is now, or as it was when it was removed.</summary>
    public LinkAddress Address { get; }

    /// <summary>Gets the address as it was before; <see langword="null"/> if it was added, existed, or was not known before.</summary>
    public LinkAddress? Previous { get; internal init; }

    private protected override object Subject => Address;
}
