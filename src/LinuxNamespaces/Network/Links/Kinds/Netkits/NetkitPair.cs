using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A netkit pair: two links that are joined like the ends of a cable, each in the namespace that it was created in.</summary>
/// <remarks>Kernel 6.7. See ip-link(8), "netkit".</remarks>
public sealed class NetkitPair
{
    private NetkitPair(NetkitLink first, NetkitLink second)
    {
        First = first;
        Second = second;
    }

    /// <summary>Gets the primary end.</summary>
    public NetkitLink First { get; }

    /// <summary>Gets the other end.</summary>
    public NetkitLink Second { get; }

    /// <summary>Creates a pair with the kernel's defaults. Each end is created in its own namespace, by one message.</summary>
    /// <param name="first">The namespace of the primary end.</param>
    /// <param name="firstName">The name of the primary end: 1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="second">The namespace of the other end, which can be that of the first.</param>
    /// <param name="secondName">The name of the other end.</param>
    /// <returns>The pair, both ends down.</returns>
    /// <inheritdoc cref="Create(NetNamespace, string, NetkitOptions)" path="/exception"/>
    public static NetkitPair Create(NetNamespace first, string firstName, NetNamespace second, string secondName)
    {
        ArgumentNullException.ThrowIfNull(second);
        return Create(first, firstName, new NetkitOptions(secondName, second));
    }

    /// <summary>Creates a pair. Each end is created in its own namespace, by one message.</summary>
    /// <param name="first">The namespace of the primary end.</param>
    /// <param name="firstName">The name of the primary end: 1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="options">The other end, and the settings of both.</param>
    /// <returns>The pair.</returns>
    /// <exception cref="ArgumentException">A name is not a valid interface name, both ends have one name in one namespace, or the options contradict each other.</exception>
    /// <exception cref="NetlinkException">
    /// A name is taken (EEXIST; the message tells which), the kernel rejects an option, or CAP_NET_ADMIN is missing over one of the namespaces (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel does not support netkit pairs, or one of the options.</exception>
    public static NetkitPair Create(NetNamespace first, string firstName, NetkitOptions options)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(options);
        InterfaceName.Validate(firstName, nameof(firstName));
        NetNamespace second = options.PeerNamespace ?? first;
        if (firstName == options.PeerName && first.Equals(second))
        {
            throw new ArgumentException($"Both ends have the name {PrintableText.Quote(firstName)} in the same namespace.", nameof(firstName));
        }

        NetkitLink firstEnd = LinkMessages.Create(first.Rtnetlink, firstName, options, new NetlinkOperation("create netkit pair", $"{firstName} - {options.PeerName}")
        {
            Remedy = LinkRemedies.CreatePair,
            Subject = (first, firstName, second, options.PeerName),
        });

        try
        {
            return new NetkitPair(firstEnd, LinkPeer.FindCreated(firstEnd, second, options.PeerName));
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

    /// <summary>Returns the names of both ends.</summary>
    /// <returns>A text such as <c>nk0 - nk1</c>.</returns>
    public override string ToString() => $"{First.Name} - {Second.Name}";
}
