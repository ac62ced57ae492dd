using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes an object of a message; null when the message is of no interest.</summary>
internal delegate T? MessageParser<T>(in NetlinkMessage message)
    where T : class;
