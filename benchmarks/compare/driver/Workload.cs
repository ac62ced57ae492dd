using System.Globalization;

namespace LinuxNamespaces.Compare;

/// <summary>Describes what all subjects do alike. See <see cref="Workloads"/>.</summary>
/// <param name="Name">The name, as of the files of the subjects.</param>
/// <param name="Title">What is done, as a phrase.</param>
/// <param name="Unit">The unit of the results.</param>
internal sealed record Workload(string Name, string Title, Unit Unit)
{
    /// <summary>Gets the sizes to measure; a single 0 if there is only one.</summary>
    internal int[] Sizes { get; init; } = [0];

    /// <summary>Gets what the size is, for the axis of the plot.</summary>
    internal string? SizeTitle { get; init; }

    /// <summary>Gets whether the time is that of the whole process, from its start to its end. Otherwise the program measures and prints it.</summary>
    internal bool IsWholeProcess { get; init; }

    /// <summary>Gets whether each run gets a namespace of its own, as it leaves something behind.</summary>
    internal bool NeedsFreshNamespace { get; init; }

    /// <summary>Gets whether the size is a number of links of the namespace.</summary>
    internal bool HasLinks { get; init; }

    /// <summary>Gets whether the size is a number of routes of the namespace.</summary>
    internal bool HasRoutes { get; init; }

    internal string NameOf(int size) => Sizes.Length == 1 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name} {size}");
}
