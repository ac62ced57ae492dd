namespace LinuxNamespaces.Processes;

/// <summary>A process was not started: a step on the way to its program failed. Nothing of it is left.</summary>
/// <remarks>The message names the step, the system call with its arguments, the error and, where it is known, cause and remedy.</remarks>
public sealed class ChildSetupException : LinuxException
{
    internal ChildSetupException(Errno errno, ProcessStep step, string program, string? remedy, string? words = null)
        : base(errno, $"start {PrintableText.Short(program)}: {step.Stage}", step.Call, remedy, words) => Step = step;

    /// <summary>The step that failed.</summary>
    public ProcessStep Step { get; }
}
