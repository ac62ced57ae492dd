using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What the kinds of tunnels have in common: attributes that may be absent, and checks of addresses.</summary>
internal static class TunnelData
{
    internal const int MaxFlowLabel = 0xFFFFF;

    internal const int MaxNetworkId = 0xFFFFFF;

    /// <summary>The bit of a type of service that copies it from the packet inside.</summary>
    internal const byte Inherit = 1;

    /// <summary>Writes an attribute without a payload, which the kernel cannot take back.</summary>
    internal static void WriteFlag(ref NetlinkMessageWriter writer, int type, bool value)
    {
        if (value)
        {
            writer.WriteFlag(type);
        }
    }

    internal static void WriteUInt32BigEndian(ref NetlinkMessageWriter writer, int type, uint? value)
    {
        if (value is { } number)
        {
            writer.WriteUInt32BigEndian(type, number);
        }
    }

    internal static void WriteUInt16BigEndian(ref NetlinkMessageWriter writer, int type, ushort? value)
    {
        if (value is { } number)
        {
            writer.WriteUInt16BigEndian(type, number);
        }
    }

    internal static void WriteAddress(ref NetlinkMessageWriter writer, int type, IPAddress? value)
    {
        if (value is not null)
        {
            writer.WriteAddress(type, value);
        }
    }

    internal static void WriteAddress(ref NetlinkMessageWriter writer, int type4, int type6, IPAddress? value)
    {
        if (value is not null)
        {
            writer.WriteAddress(value.AddressFamily == AddressFamily.InterNetwork ? type4 : type6, value);
        }
    }

    /// <summary>Rejects a change that the kernel would make of another link, or that is none.</summary>
    /// <param name="options">What the link is to be changed by.</param>
    /// <param name="isForCreation">Whether these are options for a new link.</param>
    /// <param name="underlying">The link that packets are to be sent through.</param>
    internal static void RequireChange(LinkSettings options, bool isForCreation, Link? underlying, Link link)
    {
        if (isForCreation)
        {
            string name = options.GetType().Name;
            throw new ArgumentException($"{name} specify a new link. {name.Replace("Options", "Settings", StringComparison.Ordinal)} change one.");
        }

        // A link that lives in another namespace than its packets has the id of that namespace.
        if (underlying is not null && underlying.Namespace.Equals(link.Namespace) == link.Info.LinkNamespaceId is not null)
        {
            throw new ArgumentException(
                $"{PrintableText.Quote(underlying.Name)} is in namespace '{underlying.Namespace}'. The packets of link {PrintableText.Quote(link.Name)} in '{link.Namespace}' are in another one.");
        }
    }

    /// <summary>Rejects a change of the address family, of which the kernel says that it is not supported.</summary>
    internal static void RequireSameFamily(IPAddress? value, IPAddress? current)
    {
        if (value is not null && current is not null && value.AddressFamily != current.AddressFamily)
        {
            throw new ArgumentException($"The address {value} is of another family than {current}, and the family of a tunnel cannot change.");
        }
    }

    /// <summary>The byte of a type of service; null if it is not to be written.</summary>
    internal static byte? TypeOfService(byte? value, bool? inherit) =>
        value is null && inherit is null ? null : (byte)(value.GetValueOrDefault() | (inherit == true ? Inherit : 0));

    /// <summary>Reads an address, of which the kernel reports zeros if there is none.</summary>
    internal static IPAddress? ReadAddress(NetlinkAttribute attribute) =>
        attribute.ReadAddress() is { } address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address : null;

    internal static IPAddress? RequireIP(IPAddress? value, string name) =>
        value is null or { AddressFamily: AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 } ? value
        : throw new ArgumentException($"The address {value} is neither IPv4 nor IPv6.", name);

    internal static IPAddress? RequireIPv4(IPAddress? value, string name) =>
        value is null or { AddressFamily: AddressFamily.InterNetwork } ? value
        : throw new ArgumentException($"The address {value} is not an IPv4 address.", name);

    internal static IPAddress? RequireIPv6(IPAddress? value, string name) =>
        value is null or { AddressFamily: AddressFamily.InterNetworkV6 } ? value
        : throw new ArgumentException($"The address {value} is not an IPv6 address.", name);

    /// <summary>Rejects an address that no packet can come from.</summary>
    internal static IPAddress? RequireUnicast(IPAddress? value, string name) =>
        value is null || !IsMulticast(value) ? value : throw new ArgumentException($"The multicast address {value} cannot be a local address.", name);

    internal static bool IsMulticast(IPAddress value) =>
        value.AddressFamily == AddressFamily.InterNetwork ? (value.GetAddressBytes()[0] & 0xF0) == 0xE0 : value.IsIPv6Multicast;

    internal static byte? RequireTimeToLive(byte? value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfZero(value ?? 1, name);
        return value;
    }

    internal static byte? RequireTypeOfService(byte? value, string name) =>
        (value & Inherit) is null or 0 ? value : throw new ArgumentOutOfRangeException(name, value, "The lowest bit of a type of service is not used.");
}
