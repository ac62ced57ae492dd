namespace LinuxNamespaces.Network;

/// <summary>Rules that a helper of <see cref="NftRuleset"/> added. They stay until they are deleted.</summary>
public sealed class InstalledRules
{
    private readonly NftRuleset _ruleset;
    private readonly Action? _onDeleted;

    internal InstalledRules(NftRuleset ruleset, string mark, Action? onDeleted = null)
    {
        _ruleset = ruleset;
        Mark = mark;
        _onDeleted = onDeleted;
    }

    /// <summary>Gets the comment that the rules have, by which they are found.</summary>
    public string Mark { get; }

    /// <summary>Gets whether there are rules with the mark.</summary>
    /// <returns><see langword="false"/> if the rules were deleted.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public bool Exist() => OwnRules.Exist(_ruleset, Mark);

    /// <summary>Deletes the rules. The table of the library is deleted with its last rule. Rules that are gone are no error.</summary>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Delete()
    {
        OwnRules.Delete(_ruleset, Mark);
        _onDeleted?.Invoke();
    }

    /// <summary>Returns the mark.</summary>
    public override string ToString() => Mark;
}
