using System.Globalization;

namespace LinuxNamespaces.Compare;

/// <summary>The command line.</summary>
internal sealed record Options
{
    /// <summary>Gets the directory with the commands of the subjects.</summary>
    internal required string Work { get; init; }

    internal int Rounds { get; private set; } = 5;

    /// <summary>Gets the names of the workloads to run; all if there is none.</summary>
    internal string[] Only { get; private set; } = [];

    /// <summary>Gets the names of the subjects to run; all if there is none.</summary>
    internal string[] Subjects { get; private set; } = [];

    internal string? Json { get; private set; }

    /// <summary>Gets the directory for the Markdown, the JSON and the plots; <see langword="null"/> to print the Markdown.</summary>
    internal string? Output { get; private set; }

    internal static Options Parse(string[] arguments)
    {
        Options options = new() { Work = arguments[0] };
        for (int i = 1; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value.");
            switch (arguments[i])
            {
                case "--rounds":
                    options.Rounds = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "--only":
                    options.Only = value.Split(',');
                    break;
                case "--subjects":
                    options.Subjects = value.Split(',');
                    break;
                case "--json":
                    options.Json = value;
                    break;
                case "--output":
                    options.Output = value;
                    break;
                default:
                    throw new ArgumentException($"There is no option {arguments[i]}.");
            }
        }

        string? unknown = options.Only.Except(Workloads.All.Select(workload => workload.Name)).FirstOrDefault();
        return unknown is null ? options : throw new ArgumentException($"There is no workload {unknown}.");
    }
}
