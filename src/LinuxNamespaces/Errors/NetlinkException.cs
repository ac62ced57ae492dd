namespace LinuxNamespaces;

/// <summary>The kernel refused a netlink request.</summary>
/// <remarks>
/// Beside the error number it has what the kernel says about it: its own words, the attribute that it did not like and what
/// it would accept there, or the attribute that it misses. See netlink(7), NETLINK_EXT_ACK.
/// </remarks>
public sealed class NetlinkException : LinuxException
{
    internal NetlinkException(
        Errno errno,
        string operation,
        string? target,
        string? remedy = null,
        string? kernelMessage = null,
        string? attributeName = null,
        string? missingAttributeName = null,
        NetlinkAttributePolicy? policy = null,
        string? detail = null)
        : base(errno, operation, target, remedy, Words(kernelMessage, attributeName, missingAttributeName, policy), detail)
    {
        KernelMessage = kernelMessage is null ? null : PrintableText.Part(kernelMessage);
        AttributeName = attributeName;
        MissingAttributeName = missingAttributeName;
        Policy = policy;
    }

    /// <summary>The kernel's own words; null when it gave none.</summary>
    public string? KernelMessage { get; }

    /// <summary>The attribute that the kernel refused, by its C name, such as <c>IFLA_MTU</c>; null when it named none.</summary>
    public string? AttributeName { get; }

    /// <summary>The attribute that the kernel misses, by its C name; null when it named none.</summary>
    public string? MissingAttributeName { get; }

    /// <summary>What the kernel accepts for <see cref="AttributeName"/>; null when it did not say.</summary>
    public NetlinkAttributePolicy? Policy { get; }

    private static string Words(string? message, string? attribute, string? missing, NetlinkAttributePolicy? policy)
    {
        string refused = attribute is null ? string.Empty
            : policy is null ? $"[{attribute}]"
            : $"[{attribute}: {policy}]";
        string absent = missing is null ? string.Empty : $"[missing {missing}]";
        return string.Join(' ', new[] { PrintableText.Part(message ?? string.Empty), refused, absent }.Where(part => part.Length > 0));
    }
}
