using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Finds the name of the attribute that the kernel points to in a request.</summary>
internal static partial class AttributeNames
{
    private delegate string? Table(int type);

    /// <summary>Names the attribute at an offset.</summary>
    /// <param name="request">The request as it was sent.</param>
    /// <param name="offset">Bytes from its start.</param>
    /// <returns>The names from the outermost attribute to the one that was meant, joined by dots; null when there is none there.</returns>
    internal static string? At(ReadOnlySpan<byte> request, int offset)
    {
        (Table table, int start) = Outermost(request);
        return Find(request, start, request.Length, offset, table, kind: null);
    }

    /// <summary>Names an attribute that the kernel misses.</summary>
    /// <param name="nest">Where in the request the nest is that lacks it; null for the request itself.</param>
    internal static string Missing(ReadOnlySpan<byte> request, int type, int? nest)
    {
        if (nest is { } offset && At(request, offset) is { } outer)
        {
            string inner = outer.EndsWith(nameof(Linux.IFLA_LINKINFO), StringComparison.Ordinal) ? Name(LinkInformation, type) : Number(type);
            return $"{outer}.{inner}";
        }

        return Name(Outermost(request).Table, type);
    }

    private static (Table Table, int Start) Outermost(ReadOnlySpan<byte> request)
    {
        ushort type = MemoryMarshal.Read<nlmsghdr>(request).nlmsg_type;
        (Table table, int header) = type switch
        {
            Linux.RTM_NEWADDR or Linux.RTM_DELADDR or Linux.RTM_GETADDR => ((Table)Address, Unsafe.SizeOf<ifaddrmsg>()),
            Linux.RTM_NEWROUTE or Linux.RTM_DELROUTE or Linux.RTM_GETROUTE => (Route, Unsafe.SizeOf<rtmsg>()),
            Linux.RTM_NEWNSID or Linux.RTM_GETNSID => (NamespaceId, Unsafe.SizeOf<rtgenmsg>()),
            _ => (Link, Unsafe.SizeOf<ifinfomsg>()),
        };
        return (table, NetlinkMessageWriter.HeaderLength + NetlinkAlignment.Align(header));
    }

    private static string? Find(ReadOnlySpan<byte> request, int start, int end, int offset, Table table, string? kind)
    {
        int position = start;
        while (position + NetlinkMessageWriter.AttributeHeaderLength <= end)
        {
            nlattr header = MemoryMarshal.Read<nlattr>(request[position..]);
            int type = header.nla_type & Linux.NLA_TYPE_MASK;
            int payload = position + NetlinkMessageWriter.AttributeHeaderLength;
            int stop = position + header.nla_len;
            // A table that does not fit the message must not keep anybody from the error that is being told.
            if (stop < payload || stop > end)
            {
                return null;
            }

            if (table == LinkInformation && type == Linux.IFLA_INFO_KIND)
            {
                kind = new NetlinkAttribute(header.nla_type, request[payload..stop]).ReadString();
            }

            string name = Name(table, type);
            if (offset < payload)
            {
                return offset >= position ? name : null;
            }

            if (offset < stop)
            {
                return Inside(table, type, kind) is not var (inner, skip)
                    ? name
                    : Find(request, payload + skip, stop, offset, inner, kind) is { } rest ? $"{name}.{rest}" : name;
            }

            position += NetlinkAlignment.Align(header.nla_len);
        }

        return null;
    }

    /// <summary>The table for what is inside an attribute, and how many bytes of a structure come first; null when it holds no attributes.</summary>
    private static (Table Inner, int Skip)? Inside(Table table, int type, string? kind)
    {
        if (table == Link)
        {
            return type switch
            {
                Linux.IFLA_LINKINFO => (LinkInformation, 0),
                Linux.IFLA_PROP_LIST => (Link, 0),
                _ => null,
            };
        }

        if (table == LinkInformation)
        {
            return (type, kind) switch
            {
                (Linux.IFLA_INFO_DATA, VethLink.KindName) => (Veth, 0),
                (Linux.IFLA_INFO_DATA, Network.Bridge.KindName) => (Bridge, 0),
                (Linux.IFLA_INFO_SLAVE_DATA, _) => (BridgePort, 0),
                _ => null,
            };
        }

        return table == Veth && type == Linux.VETH_INFO_PEER ? (Link, Unsafe.SizeOf<ifinfomsg>()) : null;
    }

    private static string Name(Table table, int type) => table(type) ?? Number(type);

    private static string Number(int type) => string.Create(CultureInfo.InvariantCulture, $"attribute {type}");
}
