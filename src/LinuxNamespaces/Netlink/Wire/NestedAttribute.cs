namespace LinuxNamespaces.Netlink;

/// <summary>Identifies an attribute that <see cref="NetlinkMessageWriter.BeginNested"/> started and that still takes attributes.</summary>
public readonly ref struct NestedAttribute
{
    internal NestedAttribute(int start) => Start = start;

    /// <summary>Gets the offset of the attribute in its message.</summary>
    internal int Start { get; }
}
