namespace LinuxNamespaces.Netlink;

/// <summary>Names the attributes of one nesting level, so that an error can name the attribute that the kernel rejected.</summary>
/// <remarks>A set need not be complete: an attribute that it does not contain is named by its number.</remarks>
/// <example>
/// <code>
/// NetlinkAttributeSet linkInfo = new(new(1, "IFLA_INFO_KIND"), new(2, "IFLA_INFO_DATA") { Selector = new(1, kind =&gt; kind == "vlan" ? vlan : null) });
/// NetlinkAttributeSet link = new(new(3, "IFLA_IFNAME"), new(18, "IFLA_LINKINFO") { Nested = linkInfo });
/// </code>
/// </example>
public sealed class NetlinkAttributeSet
{
    private readonly Dictionary<int, NetlinkAttributeSchema> _attributes = [];

    /// <summary>Creates a set.</summary>
    /// <param name="attributes">The attributes, each with a number of its own.</param>
    /// <exception cref="ArgumentException">Two attributes have the same number.</exception>
    public NetlinkAttributeSet(params NetlinkAttributeSchema[] attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        foreach (NetlinkAttributeSchema attribute in attributes)
        {
            if (!_attributes.TryAdd(attribute.Number, attribute))
            {
                throw new ArgumentException($"Attribute {attribute.Number} occurs twice: {_attributes[attribute.Number].Name} and {attribute.Name}.", nameof(attributes));
            }
        }
    }

    /// <summary>
    /// Gets the length of the structure in front of the attributes, in bytes, for a set that a <see cref="NetlinkAttributeSelector"/> chooses. Defaults to 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 65535.</exception>
    public int HeaderLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(HeaderLength));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue, nameof(HeaderLength));
            field = value;
        }
    }

    /// <summary>Finds an attribute by its number.</summary>
    /// <param name="number">The number (<c>nla_type</c> without flags).</param>
    /// <returns>The attribute; <see langword="null"/> if the set does not contain it.</returns>
    public NetlinkAttributeSchema? Find(int number) => _attributes.GetValueOrDefault(number);
}
