using System.Globalization;
using System.Text;

namespace LinuxNamespaces;

/// <summary>Describes the values that the kernel accepts for an attribute that it rejected.</summary>
/// <remarks>See <c>enum netlink_policy_type_attr</c> in linux/netlink.h; sent by kernel 5.10 and later.</remarks>
public sealed record NetlinkAttributePolicy
{
    internal NetlinkAttributePolicy()
    {
    }

    /// <summary>Gets the type, such as <c>u32</c> or <c>string</c>; <see langword="null"/> if it is not known.</summary>
    public string? Type { get; internal init; }

    /// <summary>Gets the minimum value of a number; <see langword="null"/> if there is none.</summary>
    public decimal? MinValue { get; internal init; }

    /// <summary>Gets the maximum value of a number; <see langword="null"/> if there is none.</summary>
    public decimal? MaxValue { get; internal init; }

    /// <summary>Gets the minimum length in bytes; <see langword="null"/> if there is none.</summary>
    public uint? MinLength { get; internal init; }

    /// <summary>Gets the maximum length in bytes; <see langword="null"/> if there is none.</summary>
    public uint? MaxLength { get; internal init; }

    /// <summary>Gets the bits that may be set; <see langword="null"/> if there is no such rule.</summary>
    public ulong? Mask { get; internal init; }

    /// <summary>Returns a short description, such as <c>string, at most 15 bytes</c>.</summary>
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
