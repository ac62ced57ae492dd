namespace LinuxNamespaces.Network;

/// <summary>What the kernel reported about an object at one moment. It is no part of the object, so two objects that differ in it are equal.</summary>
internal readonly struct Uncompared<T>(T value) : IEquatable<Uncompared<T>>
{
    internal T Value => value;

    public static bool operator ==(Uncompared<T> left, Uncompared<T> right) => left.Equals(right);

    public static bool operator !=(Uncompared<T> left, Uncompared<T> right) => !left.Equals(right);

    public bool Equals(Uncompared<T> other) => true;

    public override bool Equals(object? obj) => obj is Uncompared<T>;

    public override int GetHashCode() => 0;
}
