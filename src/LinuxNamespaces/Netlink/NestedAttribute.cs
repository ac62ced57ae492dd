namespace LinuxNamespaces.Netlink;

/// <summary>An attribute that is being filled with attributes.</summary>
/// <param name="start">Where in the message it starts.</param>
internal readonly ref struct NestedAttribute(int start)
{
    internal int Start { get; } = start;
}
