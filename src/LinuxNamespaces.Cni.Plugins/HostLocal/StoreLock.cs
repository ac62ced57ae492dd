using System.Diagnostics;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The lock of a store: flock(2) on the file "lock", as other implementations take it. It ends with the process at the latest.</summary>
internal sealed class StoreLock : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="TimeoutException">Others held the lock for a minute.</exception>
    internal static StoreLock Take(string directory)
    {
        string path = Path.Combine(directory, "lock");
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is an exclusive flock(2) that does not wait.
                return new StoreLock(new FileStream(path, options));
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && IsHeld(e))
            {
                if (Stopwatch.GetElapsedTime(start) > s_timeout)
                {
                    throw new TimeoutException($"The lock '{path}' is held by another process.", e);
                }

                Thread.Sleep(1);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>EWOULDBLOCK of flock(2), which the runtime keeps as the HResult.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult == Errno.EAGAIN.Value;
}
