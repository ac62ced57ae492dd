using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples.NsTools.Running;

/// <summary>Runs the program of a tool: in its place, or as a child that it waits for.</summary>
internal static class Launch
{
    private const int NotExecutable = 126;
    private const int NotFound = 127;
    private const PosixSignal Stop = (PosixSignal)19;

    private static readonly PosixSignal[] s_interrupts = [PosixSignal.SIGINT, PosixSignal.SIGTERM];

    /// <summary>The program of a command line without one: the shell, as a login shell.</summary>
    internal static (string Program, string[] Arguments, string? Name) ProgramOf(IReadOnlyList<string> operands)
    {
        // A shell is not looked for in the PATH.
        string program = operands.Count > 0 ? operands[0] : LinuxText.GetEnvironmentVariables().GetValueOrDefault("SHELL") is { Length: > 0 } shell ? shell : UserDatabase.Shell;
        if (operands.Count == 0 ? !program.Contains('/', StringComparison.Ordinal) : program.Length == 0)
        {
            throw new ToolException($"failed to execute {program}: {Errno.ENOENT.Description}", NotFound);
        }

        return operands.Count > 0 ? (program, [.. operands.Skip(1)], null) : (program, [], $"-{Path.GetFileName(program)}");
    }

    /// <summary>Executes the program in place of the tool, which has said beforehand how it tells of failures.</summary>
    /// <param name="executionExitCode">What to exit with when the program cannot be executed; null as a shell.</param>
    internal static int Exec(NamespaceProcessStartInfo info, string? tool, Func<ProcessStep, string> explain, int? executionExitCode = null)
    {
        try
        {
            CurrentProcess.Exec(info, step => tool is null ? explain(step) : $"{tool}: {explain(step)}", executionExitCode);
            return 0;
        }
        catch (Exception e) when (e is LinuxException or ArgumentException)
        {
            throw Explain(e, info, explain);
        }
    }

    /// <summary>Starts the program and waits for it. Interrupts are the business of the program; they are not of the tool.</summary>
    /// <param name="forwarded">The signals that are passed on to the program; others of the two are ignored.</param>
    /// <returns>Nothing: the tool ends as the program did.</returns>
    internal static int Wait(NamespaceProcessStartInfo info, Func<ProcessStep, string> explain, params PosixSignal[] forwarded)
    {
        // A signal may come before there is a process to pass it on to.
        TaskCompletionSource<NamespaceProcess> started = new();
        void Forward(PosixSignalContext context)
        {
            context.Cancel = true;
            started.Task.ContinueWith(process => process.Result.SendSignal(context.Signal), TaskScheduler.Default);
        }

        PosixSignalRegistration[] signals = Array.ConvertAll(forwarded, signal => PosixSignalRegistration.Create(signal, Forward));
        NamespaceProcess process = Start(info, explain);
        started.SetResult(process);
        ExitStatus status = process.WaitForExitIgnoring(Array.FindAll(s_interrupts, signal => !Array.Exists(forwarded, other => other == signal)));
        Array.ForEach(signals, signal => signal.Dispose());
        CurrentProcess.ExitAs(status);
        return 0;
    }

    /// <summary>Starts the program and waits for it. If the program is stopped, the tool stops too, so that its parent sees it.</summary>
    /// <returns>Nothing: the tool ends as the program did.</returns>
    internal static int WaitAlike(NamespaceProcessStartInfo info, Func<ProcessStep, string> explain)
    {
        NamespaceProcess process = Start(info, explain);
        while (process.WaitForStop())
        {
            using NamespaceProcess own = NamespaceProcess.Attach(Environment.ProcessId);
            own.SendSignal(Stop);
            process.SendSignal(PosixSignal.SIGCONT);
        }

        CurrentProcess.ExitAs(process.WaitForExit());
        return 0;
    }

    /// <summary>Starts the program.</summary>
    internal static NamespaceProcess Start(NamespaceProcessStartInfo info, Func<ProcessStep, string> explain)
    {
        try
        {
            return NamespaceProcess.Start(info);
        }
        catch (Exception e) when (e is LinuxException or ArgumentException)
        {
            throw Explain(e, info, explain);
        }
    }

    /// <summary>Tells of a failure in the words of the original, and then of the library, which knows causes.</summary>
    internal static ToolException Explain(Exception exception, NamespaceProcessStartInfo info, Func<ProcessStep, string> explain)
    {
        if (exception is not LinuxException failure)
        {
            return new ToolException(exception.Message);
        }

        if (failure.Operation.StartsWith("map ids with ", StringComparison.Ordinal))
        {
            return new ToolException(failure.Remedy!.Split(". ")[0], isOfOther: true);
        }

        ProcessStep step = (exception as ChildSetupException)?.Step ?? StepOf(failure, info);
        string remedy = failure.Remedy is null ? string.Empty : $"\n{failure.Remedy}";
        int exitCode = step.Stage != ProcessStage.Execute ? 1 : failure.Errno == Errno.ENOENT ? NotFound : NotExecutable;
        return new ToolException($"{explain(step)}: {failure.Errno.Description}{remedy}", exitCode);
    }

    // What the library refuses beforehand is what the kernel would refuse when it comes to that: the group is changed first.
    private static ProcessStep StepOf(LinuxException failure, NamespaceProcessStartInfo info) => failure.Operation.Split(' ')[^1] switch
    {
        nameof(info.Root) when (info.NewNamespaces | info.JoinNamespaces.Types) == NamespaceTypes.None => new ProcessStep(0, ProcessStage.Mount, "chroot()"),
        nameof(info.JoinNamespaces) => new ProcessStep(0, ProcessStage.JoinNamespaces, failure.Operation),
        nameof(info.UserId) or nameof(info.GroupId) or nameof(info.SupplementaryGroups) =>
            new ProcessStep(0, ProcessStage.Credentials, info.SupplementaryGroups is not null ? "setgroups()" : info.GroupId is not null ? "setresgid()" : "setresuid()"),
        _ => new ProcessStep(0, ProcessStage.CreateNamespaces, $"{failure.Operation}: {failure.Target}"),
    };
}
