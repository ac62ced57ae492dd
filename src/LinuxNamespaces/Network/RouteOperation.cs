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

    /// <summary>What to do when the kernel answers EEXIST; null when there is nothing to say.</summary>
    internal string? ExistsRemedy { get; init; }

    public override string ToString() => $"{Name}{(Target is null ? null : $" '{Target}'")}{(Detail is null ? null : $" {Detail}")}";
}
