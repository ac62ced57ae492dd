using System.Globalization;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Represents a range of UDP ports.</summary>
public readonly record struct UdpPortRange
{
    /// <summary>Creates a range.</summary>
    /// <param name="first">The first port.</param>
    /// <param name="last">The last port; not less than the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The last port is less than the first.</exception>
    public UdpPortRange(ushort first, ushort last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        First = first;
        Last = last;
    }

    /// <summary>Gets the first port.</summary>
    public ushort First { get; }

    /// <summary>Gets the last port.</summary>
    public ushort Last { get; }

    /// <summary>Returns both ports, as in <c>1000-2000</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    /// <summary>Writes struct ifla_vxlan_port_range or ifla_geneve_port_range: two ports in network byte order.</summary>
    internal static void Write(ref NetlinkMessageWriter writer, int type, UdpPortRange? value)
    {
        if (value is { } range)
        {
            writer.WriteUInt32BigEndian(type, ((uint)range.First << 16) | range.Last);
        }
    }

    /// <returns>The range; null if the kernel reports none, and uses the ports of net.ipv4.ip_local_port_range.</returns>
    internal static UdpPortRange? Read(NetlinkAttribute attribute)
    {
        uint ports = attribute.ReadUInt32BigEndian();
        ushort first = (ushort)(ports >> 16);
        ushort last = unchecked((ushort)ports);
        return ports == 0 ? null
            : first <= last ? new UdpPortRange(first, last)
            : throw new InvalidDataException($"Netlink attribute {attribute.Type} holds the range of ports {first}-{last}.");
    }
}
