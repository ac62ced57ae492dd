using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes the requests about the IDs of other namespaces in a network namespace (nsid). See ip-netns(8).</summary>
internal static class NamespaceIds
{
    internal const int BufferSize = 64;

    /// <summary>Gets the ID of another namespace in the connection's namespace; null if it has none.</summary>
    internal static int? Find(RtnetlinkConnection connection, NamespaceHandle other)
    {
        using DescriptorLease lease = new(other);
        NetlinkMessageWriter request = WriteGet(stackalloc byte[BufferSize], lease.Descriptor);
        // The kernel returns -1 for none.
        NamespaceId answer = connection.Get(request, new NetlinkOperation("get the id of a namespace", null), Parse);
        return answer.Value >= 0 ? answer.Value : null;
    }

    /// <summary>Lists the IDs in the connection's namespace, or in another namespace that it has an ID for.</summary>
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

    /// <summary>Sets the ID of another namespace in the connection's namespace; null lets the kernel choose.</summary>
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

    internal static NamespaceId? Parse(in NetlinkMessage message) => message.Type == Linux.RTM_NEWNSID ? Read(message) : null;

    /// <summary>Reads a message about an ID that was added or removed; null if there is no ID in it.</summary>
    internal static NamespaceId? Read(in NetlinkMessage message)
    {
        (int? id, int? current) = (null, null);
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtgenmsg>())
        {
            id = attribute.Type == Linux.NETNSA_NSID ? attribute.ReadInt32() : id;
            current = attribute.Type == Linux.NETNSA_CURRENT_NSID ? attribute.ReadInt32() : current;
        }

        return id is { } value ? new NamespaceId(value, current) : null;
    }

    /// <param name="Value">The ID.</param>
    /// <param name="Current">For an ID in another namespace: the ID of the same namespace in the connection's namespace; -1 or null if it has none.</param>
    internal sealed record NamespaceId(int Value, int? Current);
}
