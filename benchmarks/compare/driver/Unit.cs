namespace LinuxNamespaces.Compare;

/// <summary>A unit of time.</summary>
/// <param name="Name">Its symbol.</param>
/// <param name="Nanoseconds">Its length.</param>
internal sealed record Unit(string Name, double Nanoseconds)
{
    internal static Unit Nanosecond { get; } = new("ns", 1);

    internal static Unit Microsecond { get; } = new("us", 1e3);

    internal static Unit Millisecond { get; } = new("ms", 1e6);
}
