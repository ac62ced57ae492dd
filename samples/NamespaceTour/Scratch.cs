namespace LinuxNamespaces.Samples;

/// <summary>A place for files of a scene.</summary>
internal static class Scratch
{
    public static string CreateDirectory(Sample sample)
    {
        string directory = sample.Steps.Do("A directory:", "mktemp -d", () => Directory.CreateTempSubdirectory("namespace-tour-").FullName);
        sample.Cleanup.Add("the directory", $"rm -r {directory}", () => Directory.Delete(directory, recursive: true));
        return directory;
    }
}
