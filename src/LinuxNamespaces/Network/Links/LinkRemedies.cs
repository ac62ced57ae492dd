using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Finds out why the kernel rejected a request about links or their addresses, by reading links and addresses.</summary>
internal static class LinkRemedies
{
    internal static bool Exists(NetNamespace netNamespace, int index) => netNamespace.Links.Any(link => link.Index == index);

    /// <summary>Explains the failure to rename a link.</summary>
    internal static string? Rename(in NetlinkFailure failure)
    {
        (Link link, string name) = ((Link, string))failure.Operation.Subject!;
        return failure.Errno == Errno.EBUSY && failure.Namespace.Links.Any(other => other.Index == link.Index && other.IsUp)
            ? "Kernels before 6.3 rename a link only while it is down; Link.Down sets it down."
            : NameTaken(failure, name);
    }

    /// <summary>Explains the failure to give an alternative name to a link.</summary>
    internal static string? NameTaken(in NetlinkFailure failure) => NameTaken(failure, (string)failure.Operation.Subject!);

    /// <summary>Explains the failure to create a link, which may be in another namespace than its parent and the connection.</summary>
    internal static string? Create(in NetlinkFailure failure)
    {
        (NetNamespace target, string name, int? index) = ((NetNamespace, string, int?))failure.Operation.Subject!;
        if (failure.Errno == Errno.EPERM)
        {
            return target.Equals(failure.Namespace) ? null : OtherNamespace(failure.Namespace, target);
        }

        // For an index that is taken in the other namespace, kernels before 6.14 return EBUSY.
        string? indexTaken = (failure.Errno == Errno.EEXIST || failure.Errno == Errno.EBUSY) && index is { } number && Exists(target, number)
            ? $"Another link of the namespace has the index {number}."
            : null;
        return failure.Errno != Errno.EEXIST ? indexTaken
            : target.Links.Find(name) is { } other
                ? other.Name == name ? "There is a link with this name; NetNamespace.Links.Get gets it, and Link.Delete deletes it."
                : $"The link {PrintableText.Quote(other.Name)} has this name as an alternative name; Link.RemoveAlternativeName removes it."
            : indexTaken is not null ? indexTaken
            : !target.Equals(failure.Namespace) && failure.Namespace.Links.Find(name) is not null
                ? "An older kernel also rejects a name that is in use in the namespace of the parent. Create the link with another name, and rename it afterwards."
            : null;
    }

    /// <summary>Explains the failure to create a veth pair. The kernel reports neither which name is taken nor over which namespace the privilege is missing.</summary>
    internal static string? CreatePair(in NetlinkFailure failure)
    {
        (NetNamespace first, string firstName, NetNamespace second, string secondName) = ((NetNamespace, string, NetNamespace, string))failure.Operation.Subject!;
        return failure.Errno == Errno.EPERM ? OtherNamespace(first, second)
            : failure.Errno == Errno.EEXIST ? Taken(first, firstName) ?? Taken(second, secondName)
            : null;

        static string? Taken(NetNamespace netNamespace, string name) =>
            netNamespace.Links.Find(name) is not { } other ? null
            : other.Name == name ? $"The name {PrintableText.Quote(name)} is taken in namespace '{netNamespace}'."
            : $"The link {PrintableText.Quote(other.Name)} in namespace '{netNamespace}' has {PrintableText.Quote(name)} as an alternative name.";
    }

    /// <summary>Explains the failure to move a link. Its alternative names move too, and must be free.</summary>
    internal static string? Move(in NetlinkFailure failure)
    {
        (Link link, NetNamespace target, string name) = ((Link, NetNamespace, string))failure.Operation.Subject!;
        if (failure.Errno == Errno.EPERM)
        {
            return OtherNamespace(failure.Namespace, target);
        }

        if (failure.Errno != Errno.EEXIST)
        {
            return null;
        }

        if (target.Links.Find(name) is { } other)
        {
            return other.Name == name
                ? $"The name {PrintableText.Quote(name)} is taken there; MoveTo can give the link another one on the way."
                : $"The link {PrintableText.Quote(other.Name)} there has {PrintableText.Quote(name)} as an alternative name; MoveTo can give the link another name on the way.";
        }

        foreach (string alternative in failure.Namespace.Links.Get(link.Index).Info.AlternativeNames)
        {
            if (target.Links.Find(alternative) is { } taken)
            {
                return $"The link has the alternative name {PrintableText.Quote(alternative)}, which the link {PrintableText.Quote(taken.Name)} has there; Link.RemoveAlternativeName removes it.";
            }
        }

        return null;
    }

    /// <summary>Explains the failure to add an address.</summary>
    internal static string? AddAddress(in NetlinkFailure failure)
    {
        (Link link, InterfaceAddress address) = ((Link, InterfaceAddress))failure.Operation.Subject!;
        if (failure.Errno == Errno.EEXIST)
        {
            InterfaceAddress? other = link.GetAddresses().FirstOrDefault(other => other.Address.Equals(address.Address));
            return other is null ? null
                : other.PrefixLength == address.PrefixLength ? "The link has the address; ReplaceAddress changes it."
                : $"The link has the address with another prefix, {other}; delete that one first.";
        }

        return failure.Errno == Errno.EACCES && address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            && failure.Namespace.Sysctl[$"net/ipv6/conf/{link.Name}/disable_ipv6"] == "1"
            ? $"IPv6 is disabled on the link: set net/ipv6/conf/{PrintableText.Short(link.Name)}/disable_ipv6 to 0."
            : null;
    }

    private static string? NameTaken(in NetlinkFailure failure, string name) =>
        failure.Errno != Errno.EEXIST || failure.Namespace.Links.Find(name) is not { } other ? null
        : other.Name == name ? "A link of the namespace has the name already."
        : $"The link {PrintableText.Quote(other.Name)} of the namespace has it as an alternative name.";

    /// <summary>Explains a missing privilege over the second of two namespaces; the first is that of the request.</summary>
    private static string? OtherNamespace(NetNamespace first, NetNamespace second) =>
        RightsOver.Has(first.Handle, Linux.CAP_NET_ADMIN) != false && RightsOver.Has(second.Handle, Linux.CAP_NET_ADMIN) == false
            ? $"It needs CAP_NET_ADMIN in the user namespace that owns the network namespace '{second}' too."
            : null;
}
