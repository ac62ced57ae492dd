using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A column.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Help">What it shows.</param>
/// <param name="IsNumber">Whether it is on the right, and bare in JSON.</param>
/// <param name="Read">What it shows of a namespace; null for nothing.</param>
internal sealed record LsnsColumn(string Name, string Help, bool IsNumber, Func<NamespaceInfo, string?> Read);
