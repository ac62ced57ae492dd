using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Selects addresses. An address must satisfy everything that is set.</summary>
/// <remarks>The kernel applies the link and <see cref="Family"/> (kernel 4.20); the library checks them again, and applies the rest.</remarks>
public sealed record AddressFilter
{
    private readonly LinkReference _link;

    internal static AddressFilter None { get; } = new();

    /// <summary>Gets the index of the link; <see langword="null"/> for all links. Setting it replaces <see cref="LinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _link.Index;
        init => _link = LinkReference.ByIndex(value, nameof(LinkIndex));
    }

    /// <summary>Gets the name of the link; <see langword="null"/> for all links. Setting it replaces <see cref="LinkIndex"/>.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _link.Name;
        init => _link = LinkReference.ByName(value, nameof(LinkName));
    }

    /// <summary>Gets the address family; <see langword="null"/> for both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public AddressFamily? Family
    {
        get;
        init => field = value is { } family ? Prefix.RequireFamily(family, nameof(Family)) : null;
    }

    /// <summary>Gets the scope; <see langword="null"/> for all scopes.</summary>
    public AddressScope? Scope { get; init; }

    /// <summary>Gets the flags that an address must have. Defaults to <see cref="AddressFlags.None"/>.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>Gets the flags that an address must not have. Defaults to <see cref="AddressFlags.None"/>.</summary>
    public AddressFlags ExcludedFlags { get; init; }

    /// <summary>Gets the label; <see langword="null"/> for all.</summary>
    public string? Label { get; init; }

    /// <summary>Gets a prefix that the address lies in; <see langword="null"/> for all.</summary>
    public IPNetwork? Within { get; init; }

    /// <summary>Gets what created the address; <see langword="null"/> for anything.</summary>
    public AddressProtocol? Protocol { get; init; }

    internal bool IsEmpty => this == None;

    private LinkReference Link
    {
        init => _link = value;
    }

    internal AddressFilter Resolve(RtnetlinkConnection connection) => this with { Link = _link.Resolve(connection) };

    /// <summary>The filter for one link. One for another link selects nothing.</summary>
    internal AddressFilter? On(Link link)
    {
        AddressFilter filter = Resolve(link.Connection);
        return filter.LinkIndex is { } index && index != link.Index ? null : filter with { LinkIndex = link.Index };
    }

    internal bool Matches(int linkIndex, InterfaceAddress address) =>
        (LinkIndex is null || LinkIndex == linkIndex)
        && (Family is null || Family == address.Address.AddressFamily)
        && (Scope is null || Scope == address.Scope)
        && (address.Flags & Flags) == Flags
        && (address.Flags & ExcludedFlags) == 0
        && (Label is null || Label == address.Label)
        && (Within is not { } within || (within.BaseAddress.AddressFamily == address.Address.AddressFamily && within.Contains(address.Address)))
        && (Protocol is null || Protocol == address.Protocol);

    internal bool Matches(in AddressValue address) =>
        (LinkIndex is null || LinkIndex == address.LinkIndex)
        && (Family is null || Family == address.Family)
        && (Scope is null || Scope == address.Scope)
        && (address.Flags & Flags) == Flags
        && (address.Flags & ExcludedFlags) == 0
        && (Label is null || AreEqual(address.LabelBytes, Label))
        && (Within is not { } within || address.Address.IsIn(within))
        && (Protocol is null || Protocol == address.Protocol);

    private static bool AreEqual(ReadOnlySpan<byte> bytes, string text)
    {
        // A label is the name of a link with a suffix.
        Span<char> characters = stackalloc char[64];
        return bytes.Length <= characters.Length && characters[..System.Text.Encoding.UTF8.GetChars(bytes, characters)].SequenceEqual(text);
    }
}
