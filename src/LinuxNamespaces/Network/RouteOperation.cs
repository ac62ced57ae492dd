namespace LinuxNamespaces.Network;

/// <summary>What a request does, in the words of an error message or a log.</summary>
/// <param name="Name">The verb and the kind of object, such as "create link".</param>
/// <param name="Target">The object; null for a whole table.</param>
/// <param name="Feature">The kernel option without which the kernel answers EOPNOTSUPP; null when there is none to name.</param>
internal readonly record struct RouteOperation(string Name, string? Target, string? Feature = null);
