using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Processes;

/// <summary>Describes what the start of a process does, step by step.</summary>
public sealed class ProcessPlan
{
    private readonly (int First, int Count, string Summary)? _search;

    /// <param name="search">The steps that look for the program, by the index of the first one, and what they do.</param>
    internal ProcessPlan(IReadOnlyList<ProcessStep> steps, (int First, int Count, string Summary)? search)
    {
        Steps = steps;
        _search = search;
    }

    /// <summary>Gets all steps in their order. A step that fails ends the start, unless it only tries something.</summary>
    public IReadOnlyList<ProcessStep> Steps { get; }

    /// <summary>Returns the steps, one in a line. The steps that look for the program in the directories of PATH are one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (ProcessStep step in Steps)
        {
            if (_search is not var (first, count, summary) || step.Index < first || step.Index >= first + count)
            {
                text.Append(CultureInfo.InvariantCulture, $"{step}\n");
            }
            else if (step.Index == first)
            {
                text.Append(CultureInfo.InvariantCulture, $"{first}-{first + count - 1} {step.Stage}: {summary}\n");
            }
        }

        return text.ToString();
    }
}
