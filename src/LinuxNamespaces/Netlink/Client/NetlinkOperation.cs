namespace LinuxNamespaces.Netlink;

/// <summary>Describes what a request does, for the message of an exception and for the log.</summary>
/// <remarks>The texts are formatted only when an exception or a log entry needs them.</remarks>
/// <param name="name">The verb and the kind of object, such as "create link".</param>
/// <param name="target">The object, such as its name; <see langword="null"/> for a whole table.</param>
public readonly struct NetlinkOperation(string name, object? target = null)
{
    private readonly int _index;

    internal NetlinkOperation(string name, int index)
        : this(name) => _index = index;

    /// <summary>Gets the verb and the kind of object.</summary>
    public string Name => name ?? "make a netlink request";

    /// <summary>Gets the text of the object; <see langword="null"/> for a whole table.</summary>
    public string? Target => _index != 0 ? $"#{_index}" : target?.ToString();

    /// <summary>Gets what follows the object, such as "to bridge 'br0'"; <see langword="null"/> for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// Gets the feature that the kernel lacks if it returns EOPNOTSUPP, such as "VLAN links (CONFIG_VLAN_8021Q)"; <see langword="null"/> if
    /// it is not known.
    /// </summary>
    public string? Feature { get; init; }

    /// <summary>
    /// Gets a function that finds out what the caller can do after the kernel rejected the request; <see langword="null"/> if only what holds
    /// for all requests can be said.
    /// </summary>
    public NetlinkRemedy? Remedy { get; init; }

    /// <summary>Gets what <see cref="Remedy"/> has to know, so that it can be a static function.</summary>
    public object? Subject { get; init; }

    /// <summary>Gets the description of the request; null for the one that the connection has.</summary>
    internal NetlinkMessageSchema? Schema { get; init; }

    /// <summary>Gets the word between all this and the namespace that the request is made in.</summary>
    internal string? Preposition { get; init; }

    /// <summary>Returns the operation as a phrase, such as "rename link 'eth0' to 'wan'".</summary>
    /// <returns>The phrase.</returns>
    public override string ToString() => $"{Name}{(Target is null ? null : $" '{PrintableText.Part(Target)}'")}{(Detail is null ? null : $" {PrintableText.Words(Detail)}")}";
}
