using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The names of the links of a namespace by their indexes, at one moment.</summary>
internal sealed class LinkNames
{
    private readonly Dictionary<int, string> _names = [];

    /// <summary>The path of the route that was read last with these names. Most routes have the same few paths, and share them.</summary>
    internal RoutePath LastPath { get; set; } = RoutePath.None;

    internal static LinkNames Empty { get; } = new();

    internal static LinkNames Read(RtnetlinkConnection connection)
    {
        NetlinkMessageWriter request = LinkRequests.List(stackalloc byte[64], null);
        Reader reader = new(new LinkNames());
        connection.Dump(request, new NetlinkOperation("list links"), ref reader);
        return reader.Names;
    }

    internal void Set(int index, string name) => _names[index] = name;

    internal void Remove(int index) => _names.Remove(index);

    internal LinkReference Of(int? index) => new(index, index is { } number ? _names.GetValueOrDefault(number) : null);

    private readonly struct Reader(LinkNames names) : INetlinkMessageHandler
    {
        internal LinkNames Names => names;

        public void Restart() => names._names.Clear();

        public void OnMessage(in NetlinkMessage message)
        {
            if (message.Type != Linux.RTM_NEWLINK)
            {
                return;
            }

            foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
            {
                if (attribute.Type == Linux.IFLA_IFNAME)
                {
                    names._names[message.ReadStruct<ifinfomsg>().ifi_index] = attribute.ReadString();
                }
            }
        }
    }
}
