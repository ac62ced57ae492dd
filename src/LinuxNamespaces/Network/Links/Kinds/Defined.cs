using System.Runtime.CompilerServices;

namespace LinuxNamespaces.Network;

/// <summary>Checks enumerated options.</summary>
internal static class Defined
{
    /// <summary>Requires a member of the enumeration.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    internal static T? Require<T>(T? value, string name)
        where T : struct, Enum =>
        value is not { } given || Enum.IsDefined(given) ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{typeof(T).Name} has no such value.");

    /// <summary>Requires flags of the enumeration only.</summary>
    /// <param name="all">All flags.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value contains another flag.</exception>
    internal static T? RequireFlags<T>(T? value, T all, string name)
        where T : struct, Enum =>
        value is not { } given || (Unsafe.BitCast<T, int>(given) & ~Unsafe.BitCast<T, int>(all)) == 0 ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{typeof(T).Name} has no such flag.");
}
