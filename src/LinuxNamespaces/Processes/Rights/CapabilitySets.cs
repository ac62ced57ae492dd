namespace LinuxNamespaces.Processes;

/// <summary>Describes the capabilities that a process starts with. A set that is <c>null</c> is left unchanged.</summary>
/// <remarks>
/// The capabilities of the program also depend on its user: after execve, another user than root has the ambient ones only.
/// See capabilities(7), "Transformation of capabilities during execve()".
/// </remarks>
public sealed record CapabilitySets
{
    /// <summary>Gets no capabilities. The process cannot get any back by executing a privileged program.</summary>
    public static CapabilitySets None { get; } = new() { Bounding = [], Permitted = [], Effective = [], Inheritable = [], Ambient = [] };

    /// <summary>Gets all capabilities that the kernel supports.</summary>
    /// <returns>The capabilities. <see cref="Capability"/> may not have names for all of them.</returns>
    public static IReadOnlyList<Capability> GetSupported() => [.. Enumerable.Range(0, Capabilities.Last + 1).Select(number => (Capability)number)];

    /// <summary>Gets the permitted capabilities of the calling thread.</summary>
    /// <returns>The capabilities.</returns>
    public static IReadOnlyList<Capability> GetPermittedOfCaller()
    {
        ulong permitted = Capabilities.Current().Permitted;
        return [.. GetSupported().Where(capability => (permitted & (1UL << (int)capability)) != 0)];
    }

    /// <summary>Gets the bounding set: the capabilities that the process can ever get. All others are dropped, which needs CAP_SETPCAP.</summary>
    public IReadOnlyCollection<Capability>? Bounding { get; init; }

    /// <summary>Gets the capabilities that the process may make effective.</summary>
    public IReadOnlyCollection<Capability>? Permitted { get; init; }

    /// <summary>Gets the capabilities that are effective.</summary>
    public IReadOnlyCollection<Capability>? Effective { get; init; }

    /// <summary>Gets the capabilities that a program with inheritable file capabilities may keep.</summary>
    public IReadOnlyCollection<Capability>? Inheritable { get; init; }

    /// <summary>Gets the capabilities that unprivileged programs keep. They become inheritable too, and have to be permitted.</summary>
    public IReadOnlyCollection<Capability>? Ambient { get; init; }

    internal static ulong Mask(IReadOnlyCollection<Capability> set) => set.Aggregate(0UL, (mask, capability) => mask | (1UL << (int)capability));
}
