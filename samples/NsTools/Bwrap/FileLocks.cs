using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>Locks on files of the sandbox, for as long as it runs; fcntl(2).</summary>
internal sealed class FileLocks : IDisposable
{
    private readonly List<FileStream> _files = [];

    private FileLocks()
    {
    }

    /// <summary>Takes shared locks.</summary>
    /// <param name="process">A process in the sandbox. When it has ended there is nothing to lock any more.</param>
    /// <param name="paths">The files, as the sandbox sees them.</param>
    internal static FileLocks Take(NamespaceProcess process, IEnumerable<string> paths)
    {
        FileLocks locks = new();
        foreach (string path in paths)
        {
            try
            {
                FileStream file = new($"/proc/{process.Id}/root{path}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                locks._files.Add(file);
                file.Lock(0, 0);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (process.HasExited)
                {
                    break;
                }

                locks.Dispose();
                throw new ToolException($"Unable to lock file {path}: {e.Message}");
            }
        }

        return locks;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());
}
