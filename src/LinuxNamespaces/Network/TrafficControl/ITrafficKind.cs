namespace LinuxNamespaces.Network;

/// <summary>Lets a class of qdiscs, classes, filters or actions name its kind, so that objects can be found by their class.</summary>
/// <typeparam name="TSelf">The class that implements the interface.</typeparam>
public interface ITrafficKind<TSelf>
    where TSelf : TrafficObject, ITrafficKind<TSelf>
{
    /// <summary>Gets the kind of the objects of this class.</summary>
    static abstract TrafficKind<TSelf> Kind { get; }
}
