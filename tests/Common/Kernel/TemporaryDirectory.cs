namespace LinuxNamespaces.TestTools;

/// <summary>A directory that goes with its content when disposed.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory(RunMark.Prefix).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
