using System.Globalization;

namespace LinuxNamespaces.Processes;

/// <summary>A line of an id map: ids of a user namespace and those that they are outside.</summary>
/// <param name="Inside">The first id in the namespace.</param>
/// <param name="Outside">The first id in the namespace of the caller.</param>
/// <param name="Count">How many ids there are: at least 1.</param>
/// <remarks>See user_namespaces(7).</remarks>
public readonly record struct IdRange(uint Inside, uint Outside, uint Count = 1)
{
    /// <summary>The line as it is written: <c>inside outside count</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Inside} {Outside} {Count}");

    internal void Validate(string parameter)
    {
        if (Count == 0 || uint.MaxValue - Count < Inside || uint.MaxValue - Count < Outside)
        {
            throw new ArgumentException($"The range '{this}' is empty, or goes beyond the largest id, {uint.MaxValue - 1}.", parameter);
        }
    }
}
