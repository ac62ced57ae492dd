namespace LinuxNamespaces.Compare;

/// <summary>Does the work of workloads. A new subject is a directory with a script <c>build</c>, which builds it and prints what to run.</summary>
/// <param name="Name">The name of the directory.</param>
/// <param name="Commands">The command of each workload that the subject has.</param>
internal sealed record Subject(string Name, IReadOnlyDictionary<string, string[]> Commands)
{
    /// <summary>The floor: the fastest C that gives the same answer.</summary>
    internal const string Floor = "c";

    /// <summary>The floor once more, which shows what is noise.</summary>
    internal const string FloorAgain = "c again";

    /// <summary>Reads the commands that the scripts printed, a line for each workload: its name and the command.</summary>
    internal static List<Subject> ReadAll(string directory)
    {
        List<Subject> subjects = [];
        foreach (string file in Directory.GetFiles(directory, "*.commands").Order(StringComparer.Ordinal))
        {
            Dictionary<string, string[]> commands = [];
            foreach (string line in File.ReadLines(file))
            {
                string[] words = line.Split(' ');
                commands[words[0]] = words[1..];
            }

            subjects.Add(new Subject(Path.GetFileNameWithoutExtension(file), commands));
        }

        return subjects;
    }
}
