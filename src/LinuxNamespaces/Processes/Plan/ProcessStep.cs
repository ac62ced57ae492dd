namespace LinuxNamespaces.Processes;

/// <summary>A step of starting a process.</summary>
/// <param name="Index">Its place in the plan, from 0; -1 for the creation of the process.</param>
/// <param name="Stage">What it is for.</param>
/// <param name="Call">The system call and its arguments, as in a manual.</param>
public sealed record ProcessStep(int Index, ProcessStage Stage, string Call)
{
    /// <summary>The step in a line, as in <c>3 Mount: mount("proc", "/proc", "proc", 14, 0)</c>.</summary>
    public override string ToString() => $"{Index} {Stage}: {Call}";
}
