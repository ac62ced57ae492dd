namespace LinuxNamespaces.Network;

/// <summary>What a request does, in the words of an error message or a log.</summary>
/// <param name="Name">The verb and the kind of object, such as "create link".</param>
/// <param name="Target">The object; null for a whole table.</param>
internal readonly record struct RouteOperation(string Name, string? Target)
{
    /// <summary>What comes after the object, such as "to bridge 'br0'"; null for nothing.</summary>
    internal string? Detail { get; init; }

    /// <summary>The word between all this and the namespace that the request is made in.</summary>
    internal string Preposition { get; init; } = "in";

    /// <summary>The kernel option without which the kernel answers EOPNOTSUPP; null when there is none to name.</summary>
    internal string? Feature { get; init; }

    /// <summary>
    /// Finds out what would help, after the kernel has refused the request; null when only what is true of all requests can be said. It gives
    /// null when the cause is not known.
    /// </summary>
    internal Func<RouteFailure, string?>? Remedy { get; init; }

    /// <summary>What <see cref="Remedy"/> has to know, so that it can be a static function.</summary>
    internal object? Subject { get; init; }

    public override string ToString() => $"{Name}{(Target is null ? null : $" '{PrintableText.Part(Target)}'")}{(Detail is null ? null : $" {PrintableText.Words(Detail)}")}";
}
