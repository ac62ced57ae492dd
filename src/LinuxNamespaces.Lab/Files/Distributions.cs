using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The distributions that have a name in files.</summary>
internal static class Distributions
{
    private static readonly (string Name, NetemDistribution Distribution)[] s_all =
        [("uniform", NetemDistribution.Uniform), ("normal", NetemDistribution.Normal), ("pareto", NetemDistribution.Pareto), ("paretonormal", NetemDistribution.ParetoNormal)];

    /// <exception cref="FormatException">There is no such distribution.</exception>
    internal static NetemDistribution Get(string name) => s_all.FirstOrDefault(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Distribution
        ?? throw new FormatException($"'{name}' is not a distribution. It is one of {string.Join(", ", s_all.Select(item => item.Name))}.");

    /// <exception cref="NotSupportedException">The distribution was made of numbers, which files cannot have.</exception>
    internal static string NameOf(NetemDistribution distribution) => s_all.FirstOrDefault(item => item.Distribution == distribution).Name
        ?? throw new NotSupportedException("A distribution of your own cannot be written to a file.");
}
