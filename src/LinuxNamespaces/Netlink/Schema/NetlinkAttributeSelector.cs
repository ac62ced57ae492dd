namespace LinuxNamespaces.Netlink;

/// <summary>Chooses the attributes inside a nest by the text of an attribute beside it, as IFLA_INFO_KIND decides what is in IFLA_INFO_DATA.</summary>
public sealed class NetlinkAttributeSelector
{
    private readonly Func<string?, NetlinkAttributeSet?> _choose;

    /// <summary>Creates a selector.</summary>
    /// <param name="number">The number of the attribute that decides.</param>
    /// <param name="choose">
    /// Returns the attributes for the text of that attribute, which is <see langword="null"/> if the message does not contain it. The
    /// function returns <see langword="null"/> if it does not know the text.
    /// </param>
    public NetlinkAttributeSelector(int number, Func<string?, NetlinkAttributeSet?> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        Number = number;
        _choose = choose;
    }

    /// <summary>Creates a selector that always makes the same choice, which is not needed before the first error. Sets can refer to each other that way.</summary>
    /// <param name="choose">Returns the attributes.</param>
    public NetlinkAttributeSelector(Func<NetlinkAttributeSet> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        _choose = _ => choose();
    }

    /// <summary>Gets the number of the attribute that decides; <see langword="null"/> if none does.</summary>
    public int? Number { get; }

    internal NetlinkAttributeSet? Choose(string? text) => _choose(text);
}
