using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>A shell that is told one command after another.</summary>
internal sealed class Shell : IDisposable
{
    private const string End = "-- end of the answer, status ";

    private readonly NamespaceProcess _process;
    private readonly IAsyncEnumerator<string> _answers;
    private readonly Sample _sample;
    private readonly string _prompt;

    private Shell(Sample sample, string prompt, NamespaceProcess process)
    {
        _sample = sample;
        _prompt = prompt;
        _process = process;
        _answers = process.StandardOutput.ReadLinesAsync().GetAsyncEnumerator();
    }

    public int ProcessId => _process.Id;

    /// <summary>A shell in the namespaces of this program.</summary>
    public static Shell Outside(Sample sample) => Start(sample, "outside$", new NamespaceProcessStartInfo("sh")
    {
        NewSession = true,
        StandardInput = ProcessStream.Pipe,
        StandardOutput = ProcessStream.Pipe,
    });

    /// <summary>A shell in namespaces of its own.</summary>
    /// <param name="command">The command that would start it.</param>
    /// <param name="startInfo">What starts it here. Its input and output are pipes.</param>
    public static Shell Inside(Sample sample, string command, NamespaceProcessStartInfo startInfo) =>
        sample.Steps.Do("A shell inside:", command, () => Start(sample, "inside#", startInfo));

    /// <summary>Runs a command, and prints it and what it answers.</summary>
    public async Task<string> RunAsync(string command)
    {
        // Between two commands: one that has begun is waited for, so that nothing is left of it.
        _sample.Stop.ThrowIfCancellationRequested();
        Console.WriteLine($"  {_prompt} {command}");
        await _process.StandardInput.WriteAsync($"{{ {command}\n}} </dev/null 2>&1; echo \"{End}$?\"\n");
        List<string> answer = [];
        while (await _answers.MoveNextAsync())
        {
            if (_answers.Current.StartsWith(End, StringComparison.Ordinal))
            {
                return _answers.Current == $"{End}0" ? string.Join('\n', answer) : throw new SampleException($"'{command}' has failed.");
            }

            Console.WriteLine($"    {_answers.Current}".TrimEnd());
            answer.Add(_answers.Current);
        }

        throw new SampleException($"The shell has ended: {await _process.WaitForExitAsync()}.");
    }

    public void Dispose() => _process.Dispose();

    private static Shell Start(Sample sample, string prompt, NamespaceProcessStartInfo startInfo) =>
        sample.Cleanup.Add(new Shell(sample, prompt, NamespaceProcess.Start(startInfo)));
}
