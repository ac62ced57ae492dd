using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>The program, its arguments and its environment; execve(2).</summary>
internal sealed class ProgramExecution(SetupContext context, StandardStreams streams, WorkingDirectory workingDirectory, Seccomp seccomp) : ProcessFeature(context), IDisposable
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // A path such as /proc/self/exe means something of the caller, and is executed by descriptor.
    private SafeFileHandle? _ownExecutable;

    /// <summary>The slot of the program's descriptor; <c>null</c> if it is executed by its path.</summary>
    internal StepArgument? Descriptor { get; private set; }

    /// <summary>The steps that look for the program, and what they do.</summary>
    internal (int First, int Count, string Summary) Search { get; private set; }

    private SafeFileHandle? Executable => Info.Executable ?? _ownExecutable;

    public void Dispose() => _ownExecutable?.Dispose();

    internal override void Declare()
    {
        _ownExecutable = Info.Executable is null ? CallerPath.TryOpenProgram(Info.FileName, streams.Gives) : null;
        Descriptor = Executable is null ? null : Context.Declare(Info.FileName);
    }

    internal override void Bind(ChildRequest request)
    {
        if (Descriptor is { } slot)
        {
            request.Descriptors.Add((slot, Executable!));
        }
    }

    internal void Compile()
    {
        Context.Stage = ProcessStage.Execute;
        // .NET ignores the signal, which a program would inherit.
        Program.ResetSignal(Linux.SIGPIPE, "SIGPIPE");
        List<(string Name, string Value)> variables = Info.EffectiveEnvironment();
        StepArgument environment = Program.Variables(variables, "environment", workingDirectory.Variable);
        StepArgument arguments = Program.Strings([Info.ArgumentZero ?? Info.FileName, .. Info.Arguments]);
        if (_ownExecutable is not null)
        {
            // The path leads to something of the caller only where the process has a /proc.
            Program.Add(SystemCall.faccessat, NamedArguments.AT_FDCWD, Program.Text(CallerPath.DirectoryOf(Info.FileName)), StepArgument.Named(0, "F_OK"));
        }

        int unblock = Program.UnblockSignals(Program.Reports ? StepFlags.None : StepFlags.Save);
        if (Program.Reports)
        {
            Program.AddReport(ReportTag.Executing);
        }
        else
        {
            // Its result, zero, tells that the program is what comes next.
            Program.SaveIn(unblock, Program.Executing);
        }

        seccomp.Compile();
        Context.Stage = ProcessStage.Execute;
        int first = Program.StepCount;
        string[] candidates = Executable is null ? Candidates(variables) : [Info.FileName];
        new ProgramSearch(Program, Info, Descriptor, arguments, environment).Compile(candidates, isFiltered: seccomp.IsWanted);
        string rest = candidates.Length == 1 ? string.Empty : $", then {string.Join(", ", candidates.Skip(1).Select(PrintableText.Quote))}";
        Search = (first, Program.StepCount - first, $"{Program.Describe(first)}{rest}");
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.Execute && (step.Call == SystemCall.execve || step.Call == SystemCall.execveat) ? ExecutionRemedy.For(step.Errno, Info) : null;

    private string[] Candidates(List<(string Name, string Value)> variables)
    {
        if (Info.FileName.Contains('/', StringComparison.Ordinal))
        {
            return [Info.FileName];
        }

        string path = variables.Find(variable => variable.Name == "PATH").Value ?? DefaultPath;
        return [.. path.Split(':').Select(directory => $"{(directory.Length == 0 ? "." : directory)}/{Info.FileName}").Distinct()];
    }
}
