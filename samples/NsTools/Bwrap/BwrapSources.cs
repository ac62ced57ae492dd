using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>Paths outside of the sandbox, and what is said of those that lead nowhere.</summary>
internal static class BwrapSources
{
    /// <exception cref="ToolException">One of the paths leads nowhere.</exception>
    internal static void RequireAll(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            if (FindError(path) is { } error)
            {
                throw new ToolException(Missing(path, error));
            }
        }
    }

    internal static string Missing(string path, Errno error) => $"Can't find source path {path}: {error.Description}";

    /// <summary>Why a path leads nowhere; null if it leads somewhere.</summary>
    internal static Errno? FindError(string path)
    {
        if (RawPath.Exists(path))
        {
            return null;
        }

        try
        {
            File.OpenHandle(path).Dispose();
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.EACCES;
        }
        catch (PathTooLongException)
        {
            return Errno.ENAMETOOLONG;
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return new Errno(e.HResult);
        }
        catch (IOException)
        {
            // The runtime does not tell a file on the way from a directory that is missing.
            string? above = Path.GetDirectoryName(Path.GetFullPath(path));
            while (above is not null && !Path.Exists(above))
            {
                above = Path.GetDirectoryName(above);
            }

            return File.Exists(above) ? Errno.ENOTDIR : Errno.ENOENT;
        }
    }
}
