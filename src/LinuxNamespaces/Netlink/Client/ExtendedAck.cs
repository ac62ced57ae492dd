using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>What the kernel says beside an error number, or as a warning beside a success.</summary>
/// <remarks>See <c>enum nlmsgerr_attrs</c> in linux/netlink.h.</remarks>
internal sealed record ExtendedAck
{
    internal string? Message { get; private init; }

    /// <summary>Where in the request the attribute is that the kernel did not like, counted from its header.</summary>
    internal int? Offset { get; private init; }

    internal int? MissingType { get; private init; }

    /// <summary>Where in the request the nest is that lacks <see cref="MissingType"/>; null for the request itself.</summary>
    internal int? MissingNest { get; private init; }

    internal NetlinkAttributePolicy? Policy { get; private init; }

    /// <summary>Reads the attributes of an NLMSG_ERROR or NLMSG_DONE message.</summary>
    /// <returns>Null when there are none.</returns>
    internal static ExtendedAck? Read(in NetlinkMessage message)
    {
        if ((message.Header.nlmsg_flags & Linux.NLM_F_ACK_TLVS) == 0)
        {
            return null;
        }

        int offset = message.Type == Linux.NLMSG_DONE ? sizeof(int) : AfterRequest(message);
        if (offset >= message.Payload.Length)
        {
            return null;
        }

        ExtendedAck result = new();
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(message.Payload[offset..]))
        {
            result = attribute.Type switch
            {
                Linux.NLMSGERR_ATTR_MSG => result with { Message = attribute.ReadString() },
                Linux.NLMSGERR_ATTR_OFFS => result with { Offset = Bounded(attribute) },
                Linux.NLMSGERR_ATTR_MISS_TYPE => result with { MissingType = Bounded(attribute) },
                Linux.NLMSGERR_ATTR_MISS_NEST => result with { MissingNest = Bounded(attribute) },
                Linux.NLMSGERR_ATTR_POLICY => result with { Policy = ReadPolicy(attribute) },
                _ => result,
            };
        }

        return result;
    }

    /// <summary>An error repeats the request that it answers, or just its header when that is enough.</summary>
    private static int AfterRequest(in NetlinkMessage message)
    {
        const int requestStart = sizeof(int);
        if (message.Payload.Length < requestStart + NetlinkMessageWriter.HeaderLength)
        {
            return int.MaxValue;
        }

        bool capped = (message.Header.nlmsg_flags & Linux.NLM_F_CAPPED) != 0 || message.ReadErrno().Value == 0;
        uint request = capped
            ? NetlinkMessageWriter.HeaderLength
            : NetlinkAttribute.ReadPrefix<nlmsghdr>(message.Payload[requestStart..]).nlmsg_len;
        return request > (uint)message.Payload.Length ? int.MaxValue : requestStart + NetlinkAlignment.Align((int)request);
    }

    private static int Bounded(NetlinkAttribute attribute) => (int)Math.Min(attribute.ReadUInt32(), int.MaxValue);

    private static NetlinkAttributePolicy ReadPolicy(NetlinkAttribute policy)
    {
        NetlinkAttributePolicy result = new();
        foreach (NetlinkAttribute attribute in policy.Nested)
        {
            result = attribute.Type switch
            {
                Linux.NL_POLICY_TYPE_ATTR_TYPE => result with { Type = NameOfType(attribute.ReadUInt32()) },
                Linux.NL_POLICY_TYPE_ATTR_MIN_VALUE_S => result with { MinValue = attribute.ReadInt64() },
                Linux.NL_POLICY_TYPE_ATTR_MAX_VALUE_S => result with { MaxValue = attribute.ReadInt64() },
                Linux.NL_POLICY_TYPE_ATTR_MIN_VALUE_U => result with { MinValue = attribute.ReadUInt64() },
                Linux.NL_POLICY_TYPE_ATTR_MAX_VALUE_U => result with { MaxValue = attribute.ReadUInt64() },
                Linux.NL_POLICY_TYPE_ATTR_MIN_LENGTH => result with { MinLength = attribute.ReadUInt32() },
                Linux.NL_POLICY_TYPE_ATTR_MAX_LENGTH => result with { MaxLength = attribute.ReadUInt32() },
                Linux.NL_POLICY_TYPE_ATTR_BITFIELD32_MASK => result with { Mask = attribute.ReadUInt32() },
                Linux.NL_POLICY_TYPE_ATTR_MASK => result with { Mask = attribute.ReadUInt64() },
                _ => result,
            };
        }

        return result;
    }

    private static string? NameOfType(uint type) => type switch
    {
        Linux.NL_ATTR_TYPE_FLAG => "flag",
        Linux.NL_ATTR_TYPE_U8 => "u8",
        Linux.NL_ATTR_TYPE_U16 => "u16",
        Linux.NL_ATTR_TYPE_U32 => "u32",
        Linux.NL_ATTR_TYPE_U64 => "u64",
        Linux.NL_ATTR_TYPE_S8 => "s8",
        Linux.NL_ATTR_TYPE_S16 => "s16",
        Linux.NL_ATTR_TYPE_S32 => "s32",
        Linux.NL_ATTR_TYPE_S64 => "s64",
        Linux.NL_ATTR_TYPE_BINARY => "binary",
        Linux.NL_ATTR_TYPE_STRING => "string",
        Linux.NL_ATTR_TYPE_NUL_STRING => "NUL-terminated string",
        Linux.NL_ATTR_TYPE_NESTED => "nested",
        Linux.NL_ATTR_TYPE_NESTED_ARRAY => "nested array",
        Linux.NL_ATTR_TYPE_BITFIELD32 => "bitfield32",
        _ => null,
    };
}
