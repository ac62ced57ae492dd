using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The mark of an attachment on what belongs to it: the comment of a rule, the alias of a link.</summary>
/// <remarks>A comment has at most 127 bytes. So names are cut for people, and hashes identify.</remarks>
internal static class OwnerMark
{
    private const int NetworkDigits = 12;
    private const int AttachmentDigits = 24;

    internal static string Of(string network, CniAttachmentId id) =>
        $"cni {Cut(network, 20)} {Cut(id.ContainerId, 20)} {id.InterfaceName} {StableHash.Of(network, NetworkDigits)}{StableHash.Of($"{network}\0{id.ContainerId}\0{id.InterfaceName}", AttachmentDigits)}";

    internal static string Of(CniRequest request) => Of(request.NetworkName, new CniAttachmentId(request.ContainerId, request.InterfaceName));

    /// <summary>Gets what tells marks of this network whose attachments are not valid from all others.</summary>
    internal static Func<string, bool> IsGarbage(CniRequest request)
    {
        HashSet<string> valid = [.. request.ValidAttachments.Select(id => Of(request.NetworkName, id))];
        string network = StableHash.Of(request.NetworkName, NetworkDigits);
        return mark => IsMark(mark) && mark.AsSpan(mark.Length - NetworkDigits - AttachmentDigits).StartsWith(network, StringComparison.Ordinal) && !valid.Contains(mark);
    }

    /// <summary>Whether a text is the mark of any attachment.</summary>
    internal static bool IsMark(string text) =>
        text.StartsWith("cni ", StringComparison.Ordinal) && text.Length - text.LastIndexOf(' ') - 1 == NetworkDigits + AttachmentDigits;

    /// <summary>Whether a text is the mark of an attachment to a network whose name starts so.</summary>
    internal static bool IsOf(string text, string networkStart) => IsMark(text) && text.AsSpan("cni ".Length).StartsWith(networkStart, StringComparison.Ordinal);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
