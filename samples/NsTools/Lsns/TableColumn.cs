namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading, and its name in JSON.</param>
/// <param name="IsRight">Whether it is on the right.</param>
/// <param name="IsNumber">Whether it is bare in JSON.</param>
/// <param name="MayBeCut">Whether it gives way where the terminal is too narrow.</param>
/// <param name="HasLines">Whether its cells may have several lines.</param>
/// <param name="Width">How wide it is where there is room.</param>
internal sealed record TableColumn(string Name, bool IsRight = false, bool IsNumber = false, bool MayBeCut = false, bool HasLines = false, int Width = 0);
