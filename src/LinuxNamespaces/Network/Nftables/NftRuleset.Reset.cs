namespace LinuxNamespaces.Network;

/// <content>
/// What is counted starts again. The kernel reads and resets each object in one step, so that no packet is counted twice or not at all. What a
/// request has reset before it fails or is interrupted is not returned.
/// </content>
public sealed partial class NftRuleset
{
    /// <summary>Sets the named counters and quotas of a table to 0, and returns what they were (<c>nft reset counters</c>).</summary>
    /// <param name="table">The table.</param>
    /// <returns>The objects as they were before. Objects of other types are returned as they are.</returns>
    /// <remarks>If another program changes the ruleset meanwhile, the objects are read again, and what was reset in the first attempt is not returned.</remarks>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<NftObject> ResetObjects(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NftLists.List(_connection, NftSchema.NFT_MSG_GETOBJ_RESET, table, "reset objects of table", NftParser.ParseObject, item => item.Table == table.Name);
    }

    /// <summary>Sets a named counter or quota to 0, and returns what it was (<c>nft reset counter</c>).</summary>
    /// <param name="item">The object. Its name and type are used.</param>
    /// <returns>The object as it was before.</returns>
    /// <exception cref="NetlinkException">There is no such object (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public NftObject ResetObject(NftObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return NftLists.ResetObject(_connection, item);
    }

    /// <summary>Sets the counters and quotas in the rules of a table to 0, and returns the rules as they were (<c>nft reset rules</c>). Kernel 6.2.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The rules as they were before.</returns>
    /// <remarks>If another program changes the ruleset meanwhile, the rules are read again, and what was reset in the first attempt is not returned.</remarks>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel is older than 6.2.</exception>
    public IReadOnlyList<NftRule> ResetRules(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NftLists.ResetRules(_connection, table, null);
    }

    /// <summary>Sets the counters and quotas in the rules of a chain to 0, and returns the rules as they were (<c>nft reset rules chain</c>). Kernel 6.2.</summary>
    /// <param name="chain">The chain.</param>
    /// <returns>The rules as they were before.</returns>
    /// <remarks>If another program changes the ruleset meanwhile, the rules are read again, and what was reset in the first attempt is not returned.</remarks>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel is older than 6.2.</exception>
    public IReadOnlyList<NftRule> ResetRules(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return NftLists.ResetRules(_connection, new NftTable(chain.Family, chain.Table), chain.Name);
    }

    /// <summary>Sets the counters and quotas in the elements of a set to 0, and returns the elements as they were (<c>nft reset set</c>). Kernel 6.5.</summary>
    /// <param name="set">The set.</param>
    /// <returns>The elements as they were before.</returns>
    /// <remarks>If another program changes the ruleset meanwhile, the elements are read again, and what was reset in the first attempt is not returned.</remarks>
    /// <exception cref="NetlinkException">There is no such set (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel is older than 6.5.</exception>
    public IReadOnlyList<NftSetElement> ResetElements(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return NftLists.ResetElements(_connection, set);
    }

    /// <summary>Sets the counters and quotas in an element of a set to 0, and returns it as it was (<c>nft reset element</c>). Kernel 6.5.</summary>
    /// <param name="set">The set.</param>
    /// <param name="element">The element. Its keys are used.</param>
    /// <returns>The element as it was before.</returns>
    /// <exception cref="NetlinkException">There is no such set or element (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel is older than 6.5.</exception>
    public NftSetElement ResetElement(NftSet set, NftSetElement element)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(element);
        return NftLists.ResetElement(_connection, set, element);
    }
}
