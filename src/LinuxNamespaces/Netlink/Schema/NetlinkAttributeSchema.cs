namespace LinuxNamespaces.Netlink;

/// <summary>Describes one attribute: its number, its name, and what is inside it.</summary>
public sealed class NetlinkAttributeSchema
{
    /// <summary>Creates a description.</summary>
    /// <param name="number">The number (<c>nla_type</c> without flags).</param>
    /// <param name="name">The C name, such as <c>IFLA_MTU</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 16383.</exception>
    public NetlinkAttributeSchema(int number, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Interop.Linux.NLA_TYPE_MASK);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Number = number;
        Name = name;
    }

    /// <summary>Gets the number.</summary>
    public int Number { get; }

    /// <summary>Gets the C name.</summary>
    public string Name { get; }

    /// <summary>Gets the attributes inside this one; <see langword="null"/> if it contains none, or if <see cref="Selector"/> chooses them.</summary>
    public NetlinkAttributeSet? Nested { get; init; }

    /// <summary>Gets what chooses the attributes inside this one; <see langword="null"/> if <see cref="Nested"/> always applies.</summary>
    public NetlinkAttributeSelector? Selector { get; init; }

    /// <summary>Gets the length of the structure in front of the nested attributes, in bytes. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 65535.</exception>
    public int NestedHeaderLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(NestedHeaderLength));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue, nameof(NestedHeaderLength));
            field = value;
        }
    }

    /// <summary>Gets whether the attribute is an array: it contains elements that are numbered, and each of them contains <see cref="Nested"/>.</summary>
    public bool IsArray { get; init; }

    /// <summary>
    /// Gets the length of the structure that each element starts with, in bytes, if the attribute contains an array of structures which
    /// attributes follow, as RTA_MULTIPATH does. The structure starts with the length of the element in 2 bytes (<c>rtnh_len</c>).
    /// Defaults to <see langword="null"/>: no such array.
    /// </summary>
    /// <remarks>An error names an element by its place, which starts with 0, as in <c>RTA_MULTIPATH &gt; [1] &gt; RTA_GATEWAY</c>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2 or more than 65535.</exception>
    public int? ElementHeaderLength
    {
        get;
        init
        {
            if (value is { } length)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(length, sizeof(ushort), nameof(ElementHeaderLength));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ushort.MaxValue, nameof(ElementHeaderLength));
            }

            field = value;
        }
    }
}
