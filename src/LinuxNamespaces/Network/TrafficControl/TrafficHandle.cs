using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>Identifies a qdisc or a class of a link, such as <c>1:</c> or <c>1:10</c>. Both numbers are hexadecimal in text.</summary>
/// <remarks>See tc(8), "CLASSFUL QDISCS". The number behind the colon is 0 for a qdisc.</remarks>
/// <example>
/// <code>
/// TrafficHandle handle = TrafficHandle.Parse("1:10");   // the same as new TrafficHandle(1, 0x10)
/// </code>
/// </example>
public readonly record struct TrafficHandle : IParsable<TrafficHandle>
{
    internal const uint TC_H_ROOT = 0xFFFFFFFF;
    internal const uint TC_H_INGRESS = 0xFFFFFFF1;
    internal const uint TC_H_MIN_INGRESS = 0xFFF2;
    internal const uint TC_H_MIN_EGRESS = 0xFFF3;

    private const int MajorShift = 16;
    private const int MinorMask = 0xFFFF;

    /// <summary>Creates a handle.</summary>
    /// <param name="major">The number of the qdisc; 0 to 65535.</param>
    /// <param name="minor">The number of the class in the qdisc; 0 to 65535, and 0 for the qdisc itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public TrafficHandle(int major, int minor)
        : this(((uint)NumberRange.Require(major, 0, MinorMask, nameof(major)) << MajorShift) | (uint)NumberRange.Require(minor, 0, MinorMask, nameof(minor)))
    {
    }

    internal TrafficHandle(uint value) => Value = value;

    /// <summary>Gets the place of the qdisc that sends the packets of the link (TC_H_ROOT).</summary>
    public static TrafficHandle Root { get; } = new(TC_H_ROOT);

    /// <summary>Gets the place of the qdiscs <c>ingress</c> and <c>clsact</c> (TC_H_INGRESS).</summary>
    public static TrafficHandle Ingress { get; } = new(TC_H_INGRESS);

    /// <summary>Gets the parent of filters for received packets; the qdisc is <c>clsact</c> or <c>ingress</c>.</summary>
    public static TrafficHandle ClsactIngress { get; } = new((TC_H_INGRESS & 0xFFFF0000) | TC_H_MIN_INGRESS);

    /// <summary>Gets the parent of filters for packets to send; the qdisc is <c>clsact</c>.</summary>
    public static TrafficHandle ClsactEgress { get; } = new((TC_H_INGRESS & 0xFFFF0000) | TC_H_MIN_EGRESS);

    /// <summary>Gets the number in front of the colon.</summary>
    public int Major => (int)(Value >> MajorShift);

    /// <summary>Gets the number behind the colon.</summary>
    public int Minor => (int)(Value & MinorMask);

    /// <summary>The number as the kernel has it.</summary>
    internal uint Value { get; }

    /// <summary>Reads <c>root</c>, <c>ingress</c>, <c>1:</c> or <c>1:10</c>.</summary>
    /// <param name="s">The text, with hexadecimal numbers.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>The handle.</returns>
    /// <exception cref="FormatException">The text is not a handle.</exception>
    public static TrafficHandle Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out TrafficHandle handle) ? handle : throw new FormatException($"{PrintableText.Quote(s)} is not a handle of traffic control.");
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TrafficHandle result)
    {
        result = default;
        if (s is "root" or "ingress")
        {
            result = s == "root" ? Root : Ingress;
            return true;
        }

        int colon = s?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0 || !TryNumber(s.AsSpan(0, colon), out ushort major) || !TryNumber(s.AsSpan(colon + 1), out ushort minor) || s!.Length == 1)
        {
            return false;
        }

        result = new TrafficHandle(major, minor);
        return true;
    }

    /// <summary>Returns the handle as tc(8) prints it, such as <c>1:</c>, <c>1:10</c> or <c>root</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        Value == TC_H_ROOT ? "root"
        : Value == TC_H_INGRESS ? "ingress"
        : Minor == 0 ? string.Create(CultureInfo.InvariantCulture, $"{Major:x}:")
        : string.Create(CultureInfo.InvariantCulture, $"{Major:x}:{Minor:x}");

    internal static TrafficHandle? FromKernel(uint value) => value == 0 ? null : new TrafficHandle(value);

    private static bool TryNumber(ReadOnlySpan<char> text, out ushort number)
    {
        number = 0;
        return text.IsEmpty || ushort.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
