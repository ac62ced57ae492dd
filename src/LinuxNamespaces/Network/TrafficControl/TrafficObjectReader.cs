using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Creates an object of traffic control from its attribute TCA_OPTIONS.</summary>
/// <typeparam name="TObject">The class of the object.</typeparam>
/// <param name="options">The attribute; empty if the kernel sent none.</param>
/// <returns>The object.</returns>
public delegate TObject TrafficObjectReader<out TObject>(NetlinkAttribute options)
    where TObject : TrafficObject;
