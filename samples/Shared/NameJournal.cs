using System.Text;

namespace LinuxNamespaces.Samples;

/// <summary>Names of namespaces that a run makes, written down before it does, so that the next run can tell them from others' when this one is killed.</summary>
/// <remarks>The file is locked while the run lasts, and is as short-lived as the names: both are under /run.</remarks>
internal sealed class NameJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly string[] _names;

    private NameJournal(FileStream file, string[] names)
    {
        _file = file;
        _names = names;
    }

    /// <summary>Claims names, and deletes those that a killed run left.</summary>
    /// <exception cref="SampleException">A name was not created by the sample, or another run is in progress.</exception>
    public static NameJournal Open(string sample, params string[] names)
    {
        NameJournal journal = new(Lock(sample), names);
        try
        {
            journal.Claim();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Removes the file, unless names that are in it could not be deleted.</summary>
    public void Dispose()
    {
        if (_file.Length == 0 || !Taken().Any())
        {
            File.Delete(_file.Name);
        }

        _file.Dispose();
    }

    private void Claim()
    {
        if (_file.Length > 0)
        {
            foreach (string name in Taken())
            {
                Console.WriteLine($"Left by a run that was killed: {name}; removed, as 'ip netns del {name}' does.");
                NetNamespace.Delete(name);
            }
        }
        else if (Taken().FirstOrDefault() is { } taken)
        {
            throw new SampleException($"There is a network namespace called '{taken}' already; it is left as it is. Without --named the sample does not need the name.");
        }
        else
        {
            _file.Write(Encoding.UTF8.GetBytes(string.Join('\n', _names)));
        }
    }

    private IEnumerable<string> Taken() => NetNamespace.List().Intersect(_names);

    private static FileStream Lock(string sample)
    {
        const int EAGAIN = 11;
        try
        {
            return new FileStream($"/run/LinuxNamespaces.{sample}", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult == EAGAIN)
        {
            throw new SampleException($"Another run of {sample} has --named; wait until it has ended.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"--named needs write access to /run ({e.Message}); without --named the namespaces have no names and need none.");
        }
    }
}
