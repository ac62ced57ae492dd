namespace LinuxNamespaces.Tests.Child;

/// <summary>A directory for files that a test makes.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("linuxnamespaces-");

    public void Dispose() => _directory.Delete(recursive: true);

    internal string PathOf(string name) => Path.Combine(_directory.FullName, name);

    internal string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }
}
