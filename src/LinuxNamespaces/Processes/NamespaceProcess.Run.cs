using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <content>A process from its start to its end.</content>
public sealed partial class NamespaceProcess
{
    /// <summary>Runs a program to its end and captures what it writes.</summary>
    /// <param name="startInfo">
    /// The program. Its standard output and standard error are captured unless the start info directs them elsewhere. Its standard input is empty unless
    /// the start info or <see cref="ProcessRunOptions.StandardInput"/> gives another one.
    /// </param>
    /// <param name="options">The options. <c>null</c> for the defaults.</param>
    /// <param name="cancellationToken">Ends the process, as the timeout does.</param>
    /// <returns>How the process ended, and what it wrote.</returns>
    /// <remarks>
    /// <para>
    /// When the timeout is over or the token is cancelled, the process ends together with all processes that it has started, if it has a new PID namespace
    /// or a cgroup; see <see cref="KillTree"/>, which ends all processes in that cgroup. Otherwise only the process itself ends, and the processes that it
    /// has started go on.
    /// </para>
    /// <para>
    /// The run is over when the process has ended and its output has been read. Background processes that keep the output open are waited for no longer than
    /// <see cref="ProcessRunOptions.BackgroundOutputTimeout"/>. They go on after that, unless the PID namespace ends with the process. A pipe that is closed
    /// sends them SIGPIPE when they write. No process and no descriptor of the run itself is left when the task ends, however it ends.
    /// </para>
    /// <para>The start itself is synchronous, as <see cref="Start"/> is. No thread waits for the process or for its output.</para>
    /// </remarks>
    /// <example>
    /// Run a compiler without network access, for at most ten seconds:
    /// <code>
    /// ProcessResult result = await NamespaceProcess.RunAsync(
    ///     new("cc", "-x", "c", "-fsyntax-only", "-")
    ///     {
    ///         NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Network,
    ///         IdMap = IdMap.CurrentUser,
    ///         Limits = { [ResourceLimit.CpuTime] = new(5, 6) },
    ///     },
    ///     new ProcessRunOptions { StandardInput = "int main(void) { return 0; }"u8.ToArray(), Timeout = TimeSpan.FromSeconds(10) });
    /// Console.WriteLine(result.Succeeded ? "It compiles." : $"{result}: {result.StandardError.Text}");
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">The start info contradicts itself, or both the start info and the options set the standard input.</exception>
    /// <exception cref="ChildSetupException">A step on the way to the program failed. Nothing is left of it.</exception>
    /// <exception cref="LinuxException">
    /// A step is known to fail, or the caller lacks descriptors or memory, or the process that should end has become another user's (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature that the start info needs.</exception>
    /// <exception cref="InvalidOperationException">The caller runs in <see cref="Namespace.Invoke(Action)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The process has ended.</exception>
    public static Task<ProcessResult> RunAsync(NamespaceProcessStartInfo startInfo, ProcessRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(startInfo);
        if (DelegateThread.IsCurrent)
        {
            // The thread pool would create its threads in that namespace.
            throw new InvalidOperationException("A process cannot be run asynchronously by code that runs in a namespace. Run it outside, with the namespace in JoinNamespaces.");
        }

        return RunCoreAsync(startInfo, options ?? new ProcessRunOptions(), cancellationToken);
    }

    private static async Task<ProcessResult> RunCoreAsync(NamespaceProcessStartInfo startInfo, ProcessRunOptions options, CancellationToken cancellationToken)
    {
        NamespaceProcessStartInfo info = ProcessRun.WithPipes(startInfo, options);
        long? memoryKills = CgroupMemory.CountKills(info.CgroupDirectory);
        NamespaceProcess process = Start(info, cancellationToken);
        await using (process.ConfigureAwait(false))
        {
            return await new ProcessRun(info, options).FinishAsync(process, memoryKills, cancellationToken).ConfigureAwait(false);
        }
    }
}
