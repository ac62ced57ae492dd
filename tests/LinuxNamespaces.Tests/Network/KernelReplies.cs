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
