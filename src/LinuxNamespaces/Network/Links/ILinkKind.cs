namespace LinuxNamespaces.Network;

/// <summary>Lets a class of links name its kind, so that links can be found by their class.</summary>
/// <typeparam name="TSelf">The class that implements the interface.</typeparam>
public interface ILinkKind<TSelf>
    where TSelf : Link, ILinkKind<TSelf>
{
    /// <summary>Gets the kind of the links of this class.</summary>
    static abstract LinkKind<TSelf> Kind { get; }
}
