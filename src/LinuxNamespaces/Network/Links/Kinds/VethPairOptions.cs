namespace LinuxNamespaces.Network;

/// <summary>Specifies a veth pair.</summary>
public sealed record VethPairOptions
{
    internal static VethPairOptions Default { get; } = new();

    /// <summary>Gets the settings of the first end.</summary>
    /// <exception cref="ArgumentException">The value is of a class for one kind of links.</exception>
    public LinkOptions First
    {
        get;
        init => field = RequireCommon(value, nameof(First));
    } = new();

    /// <summary>Gets the settings of the second end.</summary>
    /// <exception cref="ArgumentException">The value is of a class for one kind of links.</exception>
    public LinkOptions Second
    {
        get;
        init => field = RequireCommon(value, nameof(Second));
    } = new();

    /// <summary>The pair as options of its first end. <see cref="LinkPeer.Complete"/> completes the second one.</summary>
    internal VethOptions ToEnd(string secondName, NetNamespace? second = null) => new(First, secondName, second) { Peer = Second, CompletesPeer = false };

    /// <summary>Rejects the options of a kind, which would not be written.</summary>
    internal static LinkOptions RequireCommon(LinkOptions value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value.DataKind is null ? value : throw new ArgumentException($"An end of a veth pair cannot have the options of the kind '{value.DataKind}'.", name);
    }
}
