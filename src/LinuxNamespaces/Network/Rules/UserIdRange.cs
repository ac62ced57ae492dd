using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a range of user IDs.</summary>
public sealed record UserIdRange
{
    /// <summary>Creates a range.</summary>
    /// <param name="first">The first user ID, in the user namespace of the caller.</param>
    /// <param name="last">The last user ID; not less than the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, more than 2^32 - 2, or the last is less than the first.</exception>
    public UserIdRange(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(last, uint.MaxValue);
        First = first;
        Last = last;
    }

    /// <summary>Gets the first user ID.</summary>
    public long First { get; }

    /// <summary>Gets the last user ID.</summary>
    public long Last { get; }

    /// <summary>Returns the range, as in <c>1000-1999</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
