using System.Globalization;
using System.Text;

namespace LinuxNamespaces;

/// <summary>What the kernel accepts for an attribute that it refused, in its own words.</summary>
/// <remarks>See <c>enum netlink_policy_type_attr</c> in linux/netlink.h; sent by kernel 5.10 and later.</remarks>
public sealed record NetlinkAttributePolicy
{
    internal NetlinkAttributePolicy()
    {
    }

    /// <summary>The type, such as <c>u32</c> or <c>string</c>; null when the kernel did not say.</summary>
    public string? Type { get; internal init; }

    /// <summary>The least value of a number; null when there is no bound.</summary>
    public decimal? MinValue { get; internal init; }

    /// <summary>The greatest value of a number; null when there is no bound.</summary>
    public decimal? MaxValue { get; internal init; }

    /// <summary>The least length in bytes; null when there is no bound.</summary>
    public uint? MinLength { get; internal init; }

    /// <summary>The greatest length in bytes; null when there is no bound.</summary>
    public uint? MaxLength { get; internal init; }

    /// <summary>The bits that may be set; null when there is no such rule.</summary>
    public ulong? Mask { get; internal init; }

    /// <summary>The policy in a few words, such as <c>string, at most 15 bytes</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Type ?? "unknown type");
        Append(text, " from {0}", MinValue);
        Append(text, " to {0}", MaxValue);
        Append(text, ", at least {0} bytes", MinLength);
        Append(text, ", at most {0} bytes", MaxLength);
        Append(text, ", bits 0x{0:x}", Mask);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string format, object? value)
    {
        if (value is not null)
        {
            text.AppendFormat(CultureInfo.InvariantCulture, format, value);
        }
    }
}
