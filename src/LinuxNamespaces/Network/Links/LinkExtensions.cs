using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Changes links, in a form that keeps the type of the link, so that calls can be chained.</summary>
/// <remarks>
/// Every method returns the link that it is called on. <see cref="Link.Info"/> is refreshed by each of them, except by those for addresses, which
/// it does not contain. All of them need CAP_NET_ADMIN in the
/// user namespace that owns the network namespace, and throw <see cref="NetlinkException"/> if it is missing (EPERM) or if the link is gone (ENODEV).
/// </remarks>
public static partial class LinkExtensions
{
    private static readonly LinkSettings s_up = new() { Up = true };
    private static readonly LinkSettings s_down = new() { Up = false };

    /// <summary>Changes several settings of the link in one request.</summary>
    /// <param name="link">The link.</param>
    /// <param name="settings">The settings. What is <see langword="null"/> stays as it is.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <remarks>
    /// The options of a kind, such as <see cref="BridgeOptions"/>, change what only links of the kind have. The kernel makes the changes one after the
    /// other, and stops at the first that it rejects; what it has changed by then stays. A link that gets a master and settings as its port takes a
    /// second request, and so can the MTU of a bridge.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The settings contradict each other, are those of another kind, or have values that can be set only when a link is created.
    /// </exception>
    /// <exception cref="NetlinkException">The kernel rejects a value, or the name is taken (EEXIST).</exception>
    /// <exception cref="NotSupportedException">The kernel, or the kind of the link, does not support a setting.</exception>
    /// <example>
    /// <code>
    /// link.Set(new() { Mtu = 1400, Group = 7, Up = true });
    /// bridge.Set(new BridgeOptions { SpanningTree = true }).Up();
    /// </code>
    /// </example>
    public static TLink Set<TLink>(this TLink link, LinkSettings settings)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(settings);
        link.SetCore(settings);
        return link;
    }

    /// <summary>Sets the link up. It passes packets when its other end is up too.</summary>
    /// <param name="link">The link.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="NetlinkException">The kernel rejects the change.</exception>
    public static TLink Up<TLink>(this TLink link)
        where TLink : Link => Change(link, s_up, "set up link");

    /// <summary>Sets the link down. It loses its routes, and its IPv6 addresses unless the kernel is told to keep them.</summary>
    /// <param name="link">The link.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="NetlinkException">The kernel rejects the change.</exception>
    public static TLink Down<TLink>(this TLink link)
        where TLink : Link => Change(link, s_down, "set down link");

    /// <summary>Renames the link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="NetlinkException">The name is taken (EEXIST); the link is up and its kernel older than 6.3 (EBUSY).</exception>
    public static TLink Rename<TLink>(this TLink link, string name)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        InterfaceName.Validate(name, nameof(name));
        link.Change(
            new LinkSettings { Name = name },
            new NetlinkOperation("rename link", link.Name) { Detail = $"to '{name}'", Remedy = LinkRemedies.Rename, Subject = ((Link)link, name) });
        return link;
    }

    /// <summary>Sets the length of the largest packet.</summary>
    /// <param name="link">The link.</param>
    /// <param name="mtu">In bytes, within <see cref="LinkInfo.MinMtu"/> and <see cref="LinkInfo.MaxMtu"/>.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <remarks>A bridge keeps the value. A bridge whose MTU was never set has the smallest MTU of its ports.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    /// <exception cref="NetlinkException">The link does not accept the value (EINVAL).</exception>
    public static TLink SetMtu<TLink>(this TLink link, int mtu)
        where TLink : Link
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mtu);
        return Change(link, new LinkSettings { Mtu = mtu }, "set the MTU of link");
    }

    /// <summary>Sets the link-layer address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">As many bytes as the link has; 6 for Ethernet.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="ArgumentException">The address is empty or has more than 32 bytes.</exception>
    /// <exception cref="NetlinkException">The link does not accept the address (EINVAL, EADDRNOTAVAIL).</exception>
    public static TLink SetAddress<TLink>(this TLink link, PhysicalAddress address)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(address);
        return Change(link, new LinkSettings { Address = address }, "set the link-layer address of link");
    }

    /// <summary>Sets the text that describes the link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="alias">Up to 255 bytes; empty for none.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="ArgumentException">The text is too long, or contains a NUL character.</exception>
    /// <exception cref="NetlinkException">The kernel rejects the change.</exception>
    public static TLink SetAlias<TLink>(this TLink link, string alias)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(alias);
        return Change(link, new LinkSettings { Alias = alias }, "set the alias of link");
    }

    /// <summary>Gives the link a further name, by which it can be found too (kernel 5.5).</summary>
    /// <param name="link">The link.</param>
    /// <param name="name">1 to 127 bytes, without '/', ':', '%' and white space.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="NetlinkException">The name is taken (EEXIST).</exception>
    public static TLink AddAlternativeName<TLink>(this TLink link, string name)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        InterfaceName.ValidateAlternative(name, nameof(name));
        NetlinkMessageWriter request = LinkRequests.AddAlternativeName(stackalloc byte[LinkRequests.BufferSize], link.Index, name);
        link.ExecuteAndRefresh(request, new NetlinkOperation("add alternative name", name) { Detail = $"to link '{link.Name}'", Remedy = LinkRemedies.NameTaken, Subject = name });
        return link;
    }

    /// <summary>Removes a further name from the link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="name">The name, which another program may have given.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="ArgumentException">The name is empty, has more than 127 bytes, or contains a NUL character.</exception>
    /// <exception cref="NetlinkException">The link has no such name (ENOENT or EINVAL).</exception>
    public static TLink RemoveAlternativeName<TLink>(this TLink link, string name)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        InterfaceName.ValidateExisting(name, nameof(name));
        NetlinkMessageWriter request = LinkRequests.RemoveAlternativeName(stackalloc byte[LinkRequests.BufferSize], link.Index, name);
        link.ExecuteAndRefresh(request, new NetlinkOperation("remove alternative name", name) { Detail = $"from link '{link.Name}'" });
        return link;
    }

    /// <summary>Moves the link to another namespace, where it is down and without addresses.</summary>
    /// <param name="link">The link.</param>
    /// <param name="target">The namespace to move it to.</param>
    /// <param name="newName">
    /// The name of the link in the other namespace. It is given in the same step, so that it collides with no name on either side.
    /// <see langword="null"/> to keep the name.
    /// </param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same object, which follows the link to its new namespace.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="NetlinkException">
    /// The name is taken there (EEXIST); the link cannot move, as the loopback link cannot (EINVAL); CAP_NET_ADMIN is missing over
    /// one of the two namespaces (EPERM).
    /// </exception>
    public static TLink MoveTo<TLink>(this TLink link, NetNamespace target, string? newName = null)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(target);
        if (newName is not null)
        {
            InterfaceName.Validate(newName, nameof(newName));
        }

        link.Move(target, newName);
        return link;
    }

    private static TLink Change<TLink>(TLink link, LinkSettings settings, string operation)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        link.Change(settings, new NetlinkOperation(operation, link.Name));
        return link;
    }
}
