using System.Globalization;

namespace LinuxNamespaces;

/// <summary>A line of an ID map: a range of IDs in a user namespace and the IDs outside that it maps to.</summary>
/// <remarks>See user_namespaces(7).</remarks>
public readonly record struct IdRange
{
    /// <summary>Creates a range.</summary>
    /// <param name="inside">The first ID in the namespace.</param>
    /// <param name="outside">The first ID in the caller's user namespace.</param>
    /// <param name="count">The number of IDs, at least 1.</param>
    public IdRange(uint inside, uint outside, uint count = 1)
    {
        Inside = inside;
        Outside = outside;
        Count = count;
    }

    /// <summary>Gets the first ID in the namespace.</summary>
    public uint Inside { get; }

    /// <summary>Gets the first ID in the caller's user namespace.</summary>
    public uint Outside { get; }

    /// <summary>Gets the number of IDs.</summary>
    public uint Count { get; }

    /// <summary>Returns the line as it is written to the map: <c>inside outside count</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Inside} {Outside} {Count}");

    internal void Validate(string parameter)
    {
        if (Count == 0 || uint.MaxValue - Count < Inside || uint.MaxValue - Count < Outside)
        {
            throw new ArgumentException($"The range '{this}' is empty, or goes beyond the largest id, {uint.MaxValue - 1}.", parameter);
        }
    }
}
