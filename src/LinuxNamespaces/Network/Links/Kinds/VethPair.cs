using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A veth pair: two links that are joined like the ends of a cable, each in the namespace it was made for.</summary>
/// <remarks>See veth(4).</remarks>
public sealed class VethPair
{
    private VethPair(VethLink first, VethLink second)
    {
        First = first;
        Second = second;
    }

    /// <summary>The first end.</summary>
    public VethLink First { get; }

    /// <summary>The second end.</summary>
    public VethLink Second { get; }

    /// <summary>
    /// Creates a pair. Each end is born in its own namespace, by one message: neither is ever seen elsewhere, and a name that is taken
    /// in another namespace is no obstacle.
    /// </summary>
    /// <param name="first">The namespace of the first end.</param>
    /// <param name="firstName">The name of the first end: 1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="second">The namespace of the second end, which may be that of the first.</param>
    /// <param name="secondName">The name of the second end.</param>
    /// <param name="options">How the ends are to be; the kernel's defaults without.</param>
    /// <returns>The pair, both ends down.</returns>
    /// <exception cref="ArgumentException">A name breaks a rule, which the message tells, or both ends are to have one name in one namespace.</exception>
    /// <exception cref="NetlinkException">
    /// A name is taken (EEXIST; the message tells which), an option is not accepted, or CAP_NET_ADMIN is missing over one of the
    /// namespaces (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel has no veth pairs.</exception>
    public static VethPair Create(NetNamespace first, string firstName, NetNamespace second, string secondName, VethPairOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        InterfaceName.Validate(firstName, nameof(firstName));
        InterfaceName.Validate(secondName, nameof(secondName));
        if (firstName == secondName && first.Equals(second))
        {
            throw new ArgumentException($"Both ends are to be called {PrintableText.Quote(firstName)} in the same namespace.", nameof(secondName));
        }

        VethOptions end = (options ?? VethPairOptions.Default).ToEnd(secondName, second);
        VethLink firstEnd = LinkMessages.Create(first.Rtnetlink, firstName, end, new NetlinkOperation("create veth pair", $"{firstName} - {secondName}")
        {
            Remedy = LinkRemedies.CreatePair,
            Subject = (first, firstName, second, secondName),
        });

        try
        {
            return new VethPair(firstEnd, FindPeer(firstEnd, second, secondName));
        }
        catch
        {
            firstEnd.Delete();
            throw;
        }
    }

    /// <summary>Removes both ends from the kernel.</summary>
    /// <exception cref="NetlinkException">The pair is gone, or another program has moved both ends (ENODEV).</exception>
    public void Delete()
    {
        try
        {
            First.Delete();
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV && TryDeleteSecond())
        {
        }
    }

    /// <summary>Both ends, as in <c>veth0 - br-veth0</c>.</summary>
    public override string ToString() => $"{First.Name} - {Second.Name}";

    /// <summary>Finds the second end by what the first one says, as another program may have given it another name by now.</summary>
    private static VethLink FindPeer(VethLink first, NetNamespace second, string secondName)
    {
        Link peer = first.PeerIndex is { } index ? second.Links.Get(index) : second.Links.Get(secondName);
        return peer is VethLink veth && veth.PeerIndex == first.Index
            ? veth
            : throw new InvalidDataException($"Link '{peer.Name}' in '{second}' is not the peer of '{first.Name}', which was just created.");
    }

    /// <summary>Another program may have moved the first end, which is removed with the second.</summary>
    private bool TryDeleteSecond()
    {
        try
        {
            Second.Delete();
            return true;
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            return false;
        }
    }
}
