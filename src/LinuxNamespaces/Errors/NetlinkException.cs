namespace LinuxNamespaces;

/// <summary>The exception that is thrown when the kernel rejects a netlink request.</summary>
/// <remarks>
/// Besides the error number, it contains the message of the kernel, the rejected attribute and the values that are accepted, or the missing attribute.
/// See netlink(7), NETLINK_EXT_ACK.
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

    /// <summary>Gets the message of the kernel; <see langword="null"/> if it sent none.</summary>
    public string? KernelMessage { get; }

    /// <summary>Gets the C name of the attribute that the kernel rejected, such as <c>IFLA_MTU</c>; <see langword="null"/> if it named none.</summary>
    public string? AttributeName { get; }

    /// <summary>Gets the C name of the attribute that is missing; <see langword="null"/> if the kernel named none.</summary>
    public string? MissingAttributeName { get; }

    /// <summary>Gets the values that the kernel accepts for <see cref="AttributeName"/>; <see langword="null"/> if it is not known.</summary>
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
