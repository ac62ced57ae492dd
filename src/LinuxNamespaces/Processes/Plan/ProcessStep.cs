namespace LinuxNamespaces.Processes;

/// <summary>Describes a step of starting a process.</summary>
public sealed class ProcessStep
{
    /// <summary>Describes a step.</summary>
    /// <param name="index">The position of the step in the plan, from 0. -1 for the creation of the process.</param>
    /// <param name="stage">What the step is for.</param>
    /// <param name="call">The system call and its arguments, as in a manual.</param>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is <c>null</c>.</exception>
    public ProcessStep(int index, ProcessStage stage, string call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Index = index;
        Stage = stage;
        Call = call;
    }

    /// <summary>Gets the position of the step in the plan, from 0. -1 for the creation of the process.</summary>
    public int Index { get; }

    /// <summary>Gets what the step is for.</summary>
    public ProcessStage Stage { get; }

    /// <summary>Gets the system call and its arguments, as in a manual.</summary>
    public string Call { get; }

    /// <summary>Returns the step in a line, such as <c>3 Mount: mount("proc", "/proc", "proc", 0, 0)</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Index} {Stage}: {Call}";
}
