namespace LinuxNamespaces.Processes;

/// <summary>The capabilities that a process starts with. A set that is null stays as it is.</summary>
/// <remarks>
/// What the program has in the end also depends on its user: one that is not root has, after execve, only the ambient ones.
/// See capabilities(7), "Transformation of capabilities during execve()".
/// </remarks>
public sealed record CapabilitySets
{
    /// <summary>No capability at all, and none to be got back by a program with privileges.</summary>
    public static CapabilitySets None { get; } = new() { Bounding = [], Permitted = [], Effective = [], Inheritable = [], Ambient = [] };

    /// <summary>All capabilities that the kernel knows, of which this library may not have all names.</summary>
    public static IReadOnlyList<Capability> Supported => [.. Enumerable.Range(0, Capabilities.Last + 1).Select(number => (Capability)number)];

    /// <summary>The capabilities that the calling thread has or may have in effect.</summary>
    public static IReadOnlyList<Capability> OfCaller
    {
        get
        {
            ulong permitted = Capabilities.Current().Permitted;
            return [.. Supported.Where(capability => (permitted & (1UL << (int)capability)) != 0)];
        }
    }

    /// <summary>The most that the process can ever get; others are dropped, which needs CAP_SETPCAP.</summary>
    public IReadOnlyCollection<Capability>? Bounding { get; init; }

    /// <summary>What the process may have in effect.</summary>
    public IReadOnlyCollection<Capability>? Permitted { get; init; }

    /// <summary>What is in effect.</summary>
    public IReadOnlyCollection<Capability>? Effective { get; init; }

    /// <summary>What a program that inherits capabilities may keep.</summary>
    public IReadOnlyCollection<Capability>? Inheritable { get; init; }

    /// <summary>What programs keep that are not privileged themselves. They must be permitted and inheritable too.</summary>
    public IReadOnlyCollection<Capability>? Ambient { get; init; }

    internal static ulong Mask(IReadOnlyCollection<Capability> set) => set.Aggregate(0UL, (mask, capability) => mask | (1UL << (int)capability));
}
