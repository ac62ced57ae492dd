namespace LinuxNamespaces.Netlink;

/// <summary>Describes a message: the structure after its header, and its attributes.</summary>
/// <remarks>
/// A connection uses it to name the attribute that the kernel rejected or missed. For a message without a description an exception has
/// the kernel's own text, but no attribute name.
/// </remarks>
public sealed class NetlinkMessageSchema
{
    /// <summary>Creates a description.</summary>
    /// <param name="type">The message type (<c>nlmsg_type</c>).</param>
    /// <param name="headerLength">The length of the structure between the header and the attributes, in bytes.</param>
    /// <param name="attributes">The attributes of the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or more than 65535.</exception>
    public NetlinkMessageSchema(ushort type, int headerLength, NetlinkAttributeSet attributes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headerLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(headerLength, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(attributes);
        Type = type;
        HeaderLength = headerLength;
        Attributes = attributes;
    }

    /// <summary>Gets the message type.</summary>
    public ushort Type { get; }

    /// <summary>Gets the length of the structure between the header and the attributes, in bytes.</summary>
    public int HeaderLength { get; }

    /// <summary>Gets the attributes of the message.</summary>
    public NetlinkAttributeSet Attributes { get; }

    /// <summary>
    /// Gets the command of generic netlink that the description is for; <see langword="null"/> if it is for all messages of the type.
    /// </summary>
    public byte? Command { get; init; }
}
