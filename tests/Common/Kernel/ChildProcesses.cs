namespace LinuxNamespaces.TestTools;

/// <summary>The children of a process, including those that have ended and are not reaped.</summary>
internal static class ChildProcesses
{
    /// <summary>The ids, of the children of all threads.</summary>
    /// <param name="parent">The process, as a directory of /proc.</param>
    internal static string[] Find(string parent = "/proc/self")
    {
        // A thread that ends while we read hands its children to another one, which may have been read before.
        while (true)
        {
            string[] threads = Directory.GetDirectories(parent + "/task");
            try
            {
                return [.. threads.SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            }
            catch (IOException) when (!Array.TrueForAll(threads, Directory.Exists))
            {
            }
        }
    }

    /// <summary>Whether a process sleeps; false when there is none of this id.</summary>
    internal static bool IsSleeping(string id)
    {
        try
        {
            // The name of the program, in parentheses, may have spaces in it.
            return File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].StartsWith('S');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
