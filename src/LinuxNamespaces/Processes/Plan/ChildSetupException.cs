namespace LinuxNamespaces.Processes;

/// <summary>The exception that is thrown when a step of starting a process has failed. No process is left.</summary>
/// <remarks>The message names the step, the system call with its arguments, the error and, where it is known, cause and remedy.</remarks>
public sealed class ChildSetupException : LinuxException
{
    internal ChildSetupException(Errno errno, ProcessStep step, string program, string? remedy, string? words = null)
        : base(errno, $"start {PrintableText.Short(program)}: {step.Stage}", step.Call, remedy, words) => Step = step;

    /// <summary>Gets the step that failed.</summary>
    public ProcessStep Step { get; }
}
