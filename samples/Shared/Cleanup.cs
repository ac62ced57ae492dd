namespace LinuxNamespaces.Samples;

/// <summary>What has to be undone at the end: the last thing first, and all of it even when some of it fails.</summary>
internal sealed class Cleanup
{
    private readonly Stack<(string? What, string? Command, Action Undo)> _entries = new();

    /// <summary>Has something undone, with a line that says so.</summary>
    public void Add(string what, string command, Action undo) => _entries.Push((what, command, undo));

    /// <summary>Has an object disposed.</summary>
    public T Add<T>(T disposable)
        where T : IDisposable
    {
        _entries.Push((null, null, disposable.Dispose));
        return disposable;
    }

    /// <summary>Undoes everything.</summary>
    /// <returns>True when nothing failed.</returns>
    public bool Run()
    {
        bool done = true;
        if (_entries.Any(entry => entry.What is not null))
        {
            Steps.Title("Removing everything:");
        }

        while (_entries.TryPop(out (string? What, string? Command, Action Undo) entry))
        {
            try
            {
                if (entry.What is not null)
                {
                    Console.WriteLine($"  {entry.What,-44}  {entry.Command}");
                }

                entry.Undo();
            }
            catch (LinuxException e) when (e.Errno == Errno.ENODEV || e.Errno == Errno.ENOENT)
            {
                // Somebody else was faster, and it is gone.
            }
            catch (Exception e) when (e is LinuxException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                done = false;
            }
        }

        return done;
    }
}
