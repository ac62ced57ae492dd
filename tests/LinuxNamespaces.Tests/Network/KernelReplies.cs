using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Tests.Network;

/// <summary>Messages that a kernel once sent, by the names of KernelReplies.txt.</summary>
internal static class KernelReplies
{
    private static readonly Dictionary<string, byte[]> s_replies = Read();

    internal static IReadOnlyCollection<string> Names => s_replies.Keys;

    internal static byte[] Bytes(string name) => [.. s_replies[name]];

    internal static NetlinkMessage Message(string name)
    {
        NetlinkMessageReader reader = new(s_replies[name]);
        return reader.MoveNext() ? reader.Current : throw new InvalidOperationException($"The reply '{name}' is empty.");
    }

    /// <summary>The contents of IFLA_INFO_DATA of a link.</summary>
    internal static byte[] KindData(string name)
    {
        foreach (NetlinkAttribute attribute in Message(name).AttributesAfter<ifinfomsg>())
        {
            foreach (NetlinkAttribute nested in attribute.Type == Linux.IFLA_LINKINFO ? attribute.Nested : default)
            {
                if (nested.Type == Linux.IFLA_INFO_DATA)
                {
                    return nested.Payload.ToArray();
                }
            }
        }

        throw new InvalidOperationException($"The reply '{name}' has no attributes of its kind.");
    }

    private static Dictionary<string, byte[]> Read()
    {
        using StreamReader reader = new(typeof(KernelReplies).Assembly.GetManifestResourceStream("KernelReplies.txt")!);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' '))
            .ToDictionary(line => line[0], line => Convert.FromHexString(line[1]));
    }
}
