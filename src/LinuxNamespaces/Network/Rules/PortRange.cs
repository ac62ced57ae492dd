using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a range of ports.</summary>
public sealed record PortRange
{
    /// <summary>Creates a range.</summary>
    /// <param name="first">The first port; 1 to 65535.</param>
    /// <param name="last">The last port; not less than the first, and at most 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">A port is out of range.</exception>
    public PortRange(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, ushort.MaxValue);
        First = first;
        Last = last;
    }

    /// <summary>Creates a range of one port.</summary>
    /// <param name="port">The port; 1 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    public PortRange(int port)
        : this(port, port)
    {
    }

    /// <summary>Gets the first port.</summary>
    public int First { get; }

    /// <summary>Gets the last port.</summary>
    public int Last { get; }

    /// <summary>Returns the range, as in <c>80</c> or <c>8000-8080</c>.</summary>
    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
