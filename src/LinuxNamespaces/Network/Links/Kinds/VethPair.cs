using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Represents a veth pair: two links that are connected like the ends of a cable, and can be in different namespaces.</summary>
/// <remarks>See veth(4).</remarks>
public sealed class VethPair
{
    private VethPair(VethLink first, VethLink second)
    {
        First = first;
        Second = second;
    }

    /// <summary>Gets the first end.</summary>
    public VethLink First { get; }

    /// <summary>Gets the second end.</summary>
    public VethLink Second { get; }

    /// <summary>
    /// Creates a pair. One message creates each end in its own namespace: neither end is ever visible elsewhere, so a name that is in use in
    /// another namespace does not matter.
    /// </summary>
    /// <param name="first">The namespace of the first end.</param>
    /// <param name="firstName">The name of the first end: 1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="second">The namespace of the second end, which can be that of the first.</param>
    /// <param name="secondName">The name of the second end.</param>
    /// <param name="options">The settings of the ends; the kernel's defaults if <see langword="null"/>.</param>
    /// <returns>The pair. The ends are down unless the options set them up.</returns>
    /// <exception cref="ArgumentException">A name is not a valid interface name, both ends have the same name in the same namespace, or the options contradict each other.</exception>
    /// <exception cref="NetlinkException">
    /// A name is taken (EEXIST; the message says which), the kernel rejects an option, or CAP_NET_ADMIN is missing over one of the
    /// namespaces (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel has no veth pairs, or does not support an option.</exception>
    public static VethPair Create(NetNamespace first, string firstName, NetNamespace second, string secondName, VethPairOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        InterfaceName.Validate(firstName, nameof(firstName));
        InterfaceName.Validate(secondName, nameof(secondName));
        if (firstName == secondName && first.Equals(second))
        {
            throw new ArgumentException($"Both ends cannot be called {PrintableText.Quote(firstName)} in the same namespace.", nameof(secondName));
        }

        VethOptions end = (options ?? VethPairOptions.Default).ToEnd(secondName, second);
        VethLink firstEnd = LinkMessages.Create(first.Rtnetlink, firstName, end, new NetlinkOperation("create veth pair", $"{firstName} - {secondName}")
        {
            Remedy = LinkRemedies.CreatePair,
            Subject = (first, firstName, second, secondName),
        });

        try
        {
            return new VethPair(firstEnd, LinkPeer.Complete(firstEnd, second, secondName, end.Peer));
        }
        catch
        {
            firstEnd.Delete();
            throw;
        }
    }

    /// <summary>Deletes both ends.</summary>
    /// <exception cref="NetlinkException">The pair is gone, or another program has moved both ends (ENODEV).</exception>
    public void Delete() => LinkPeer.Delete(First, Second);

    /// <summary>Returns the names of both ends, as in <c>veth0 - br-veth0</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{First.Name} - {Second.Name}";
}
