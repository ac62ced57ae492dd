using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Processes;

/// <summary>What the start of a process does, step by step, written down before anything of it is done.</summary>
public sealed class ProcessPlan
{
    internal ProcessPlan(IReadOnlyList<ProcessStep> steps) => Steps = steps;

    /// <summary>The steps, in their order. A step that cannot be done ends the start.</summary>
    public IReadOnlyList<ProcessStep> Steps { get; }

    /// <summary>One line a step.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (ProcessStep step in Steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step}\n");
        }

        return text.ToString();
    }
}
