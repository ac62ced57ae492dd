using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces;

/// <content>Addresses whose scope is a link of the namespace.</content>
public sealed partial class NetNamespace
{
    /// <summary>Parses an address whose zone, as in <c>fe80::1%eth0</c>, is the name of a link of the namespace.</summary>
    /// <param name="text">An IPv4 or IPv6 address. An IPv6 address may have a zone: a percent sign, and the name or the index of a link.</param>
    /// <returns>The address, with the index of the link as its scope ID.</returns>
    /// <remarks>
    /// <see cref="IPAddress.Parse(string)"/> looks the name up in the network namespace of the process, where another link may have it. So addresses
    /// for <see cref="PingAsync"/>, for sockets, name servers and gateways are read with this method.
    /// </remarks>
    /// <exception cref="FormatException">The text is not an address.</exception>
    /// <exception cref="NetlinkException">The namespace has no link with the name (ENODEV).</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public IPAddress ParseAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ThrowIfDisposed();
        try
        {
            return (text.EndsWith('%') ? null : ZonedAddress.Parse(this, text)) ?? throw new FormatException($"'{text}' is not an IPv4 or IPv6 address.");
        }
        catch (SocketException)
        {
            throw Rtnetlink.Failure(Errno.ENODEV, new NetlinkOperation("read address", text));
        }
    }
}
