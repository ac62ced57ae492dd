using LinuxNamespaces.Interop;
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

        options ??= VethPairOptions.Default;
        using DescriptorLease lease = new(second.Handle);
        NetlinkMessageWriter request = StartCreate(stackalloc byte[LinkRequests.BufferSize], firstName, secondName, lease.Descriptor, options);
        RtnetlinkConnection connection = first.Rtnetlink;
        VethLink firstEnd = LinkMessages.Create<VethLink>(connection, request, firstName, new NetlinkOperation("create veth pair", $"{firstName} - {secondName}")
        {
            Feature = VethLink.KernelOption,
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

    /// <summary>The message that creates a pair.</summary>
    /// <param name="secondNamespace">A descriptor of the namespace of the second end.</param>
    internal static NetlinkMessageWriter StartCreate(Span<byte> buffer, string firstName, string secondName, int secondNamespace, VethPairOptions options)
    {
        NetlinkMessageWriter request = LinkRequests.StartCreate(buffer, firstName, options.First);
        NestedAttribute linkInfo = request.BeginNested(Linux.IFLA_LINKINFO);
        request.WriteString(Linux.IFLA_INFO_KIND, VethLink.KindName);
        NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_DATA);
        NestedAttribute peer = request.BeginNested(Linux.VETH_INFO_PEER);
        request.WriteStruct<ifinfomsg>();
        request.WriteString(Linux.IFLA_IFNAME, secondName);
        request.WriteInt32(Linux.IFLA_NET_NS_FD, secondNamespace);
        options.Second.WriteCommon(ref request);
        request.EndNested(peer);
        request.EndNested(data);
        request.EndNested(linkInfo);
        return request;
    }

    /// <summary>Finds the second end by what the first one says, as another program may have given it another name by now.</summary>
    private static VethLink FindPeer(VethLink first, NetNamespace second, string secondName)
    {
        VethLink peer = LinkMessages.RequireKind<VethLink>(first.PeerIndex is { } index ? second.Links.Get(index) : second.Links.Get(secondName));
        return peer.PeerIndex == first.Index
            ? peer
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
