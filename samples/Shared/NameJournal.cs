using System.Text;

namespace LinuxNamespaces.Samples;

/// <summary>Names of namespaces that a run makes, written down before it does, so that the next run can tell them from others' when this one is killed.</summary>
/// <remarks>The file is locked while the run lasts, and is as short-lived as the names: both are under /run.</remarks>
internal sealed class NameJournal : IDisposable
{
    private readonly FileStream _file;

    private NameJournal(FileStream file) => _file = file;

    public static NameJournal Open(string sample, params string[] names)
    {
        FileStream file = Lock(sample);
        try
        {
            Span<byte> content = stackalloc byte[256];
            string[] left = Encoding.UTF8.GetString(content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] there = [.. NetNamespace.List().Intersect(names)];
            if (there.Except(left).FirstOrDefault() is { } taken)
            {
                throw new SampleException($"There is a network namespace called '{taken}' already; it is left as it is. Without --named the sample does not need the name.");
            }

            foreach (string name in there)
            {
                Console.WriteLine($"Left by a run that was killed: {name}; removed, as \'ip netns del {name}\' does.");
                NetNamespace.Delete(name);
            }

            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(string.Join(' ', names)));
            file.Flush();
            return new NameJournal(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose()
    {
        File.Delete(_file.Name);
        _file.Dispose();
    }

    private static FileStream Lock(string sample)
    {
        string path = $"/run/LinuxNamespaces.{sample}";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException)
        {
            throw new SampleException("--named needs write access to /run, where the names are; without --named the namespaces have no names and need none.");
        }
        catch (IOException)
        {
            throw new SampleException($"Another run of {sample} has --named; wait until it has ended.");
        }
    }
}
