using System.Globalization;

namespace LinuxNamespaces;

/// <summary>A line of an ID map: a range of IDs in a user namespace and the IDs outside that it maps to.</summary>
/// <param name="Inside">The first ID in the namespace.</param>
/// <param name="Outside">The first ID in the caller's user namespace.</param>
/// <param name="Count">The number of IDs, at least 1.</param>
/// <remarks>See user_namespaces(7).</remarks>
public readonly record struct IdRange(uint Inside, uint Outside, uint Count = 1)
{
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
