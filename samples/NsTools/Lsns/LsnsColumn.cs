namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A column.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Help">What it shows.</param>
/// <param name="Width">How wide it is at least, once what it shows is as wide as its heading.</param>
/// <param name="IsRight">Whether it is on the right.</param>
/// <param name="IsNumber">Whether it is bare in JSON.</param>
/// <param name="Read">What it shows of a row; null for nothing.</param>
internal sealed record LsnsColumn(string Name, string Help, int Width, bool IsRight, bool IsNumber, Func<LsnsRow, string?> Read);
