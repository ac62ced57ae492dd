using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The ids by which a network namespace knows others (nsid). See ip-netns(8).</summary>
internal static class NamespaceIds
{
    internal const int BufferSize = 64;

    /// <summary>The id that the connection's namespace has for another; null for none.</summary>
    internal static int? Find(RtnetlinkConnection connection, NamespaceHandle other)
    {
        using DescriptorLease lease = new(other);
        NetlinkMessageWriter request = WriteGet(stackalloc byte[BufferSize], lease.Descriptor);
        // The kernel says -1 for none.
        NamespaceId answer = connection.Get(request, new NetlinkOperation("get the id of a namespace", null), Parse);
        return answer.Value >= 0 ? answer.Value : null;
    }

    /// <summary>All ids that the connection's namespace has given, or another one that it has an id for.</summary>
    internal static IReadOnlyList<NamespaceId> List(RtnetlinkConnection connection, int? target = null)
    {
        NetlinkMessageWriter request = new(stackalloc byte[BufferSize], Linux.RTM_GETNSID);
        request.WriteStruct<rtgenmsg>();
        if (target is { } id)
        {
            request.WriteInt32(Linux.NETNSA_TARGET_NSID, id);
        }

        return connection.Dump(request, new NetlinkOperation("list the ids of namespaces", null), Parse);
    }

    /// <summary>Gives another namespace an id in the connection's; null lets the kernel choose.</summary>
    internal static void Set(RtnetlinkConnection connection, NamespaceHandle other, int? id)
    {
        using DescriptorLease lease = new(other);
        NetlinkMessageWriter request = new(stackalloc byte[BufferSize], Linux.RTM_NEWNSID);
        request.WriteStruct<rtgenmsg>();
        request.WriteInt32(Linux.NETNSA_FD, lease.Descriptor);
        request.WriteInt32(Linux.NETNSA_NSID, id ?? -1);
        connection.Execute(request, new NetlinkOperation("set the id of a namespace", null));
    }

    /// <param name="other">A descriptor of the other namespace.</param>
    internal static NetlinkMessageWriter WriteGet(Span<byte> buffer, int other)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETNSID);
        request.WriteStruct<rtgenmsg>();
        request.WriteInt32(Linux.NETNSA_FD, other);
        return request;
    }

    internal static NamespaceId? Parse(in NetlinkMessage message)
    {
        (int? id, int? current) = (null, null);
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtgenmsg>())
        {
            id = attribute.Type == Linux.NETNSA_NSID ? attribute.ReadInt32() : id;
            current = attribute.Type == Linux.NETNSA_CURRENT_NSID ? attribute.ReadInt32() : current;
        }

        return message.Type == Linux.RTM_NEWNSID && id is { } value ? new NamespaceId(value, current) : null;
    }

    /// <param name="Value">The id.</param>
    /// <param name="Current">Of the ids that another namespace has given, that which the connection's has for the same; -1 or null for none.</param>
    internal sealed record NamespaceId(int Value, int? Current);
}
