using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>A step that has failed.</summary>
/// <param name="Stage">What the step is for.</param>
/// <param name="Call">The system call.</param>
/// <param name="Arguments">The arguments of the system call.</param>
/// <param name="Errno">The error.</param>
internal readonly record struct FailedStep(ProcessStage Stage, SystemCall Call, IReadOnlyList<StepArgument> Arguments, Errno Errno);
