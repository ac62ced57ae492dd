using System.Globalization;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Compare;

/// <summary>Lets the subjects take turns. What else goes on in the machine meets all of them alike.</summary>
internal sealed class Runner(IReadOnlyList<Subject> subjects, int rounds)
{
    // Of a program that does not take part in a workload of this size.
    private const int NotApplicable = 77;
    private const string WarmUpMilliseconds = "500";
    private const string MeasuredMilliseconds = "300";

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    private readonly HashSet<(string Subject, string Workload)> _leftOut = [];

    internal Results Results { get; } = new();

    internal async Task RunAsync(Workload workload)
    {
        foreach (int size in workload.Sizes)
        {
            await RunAsync(workload, size).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Workload workload, int size)
    {
        NetNamespace shared = Fixture.Create(workload, size);
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach (Subject subject in subjects.Where(subject => subject.Commands.ContainsKey(workload.Name)))
                {
                    await RunAsync(workload, size, subject, subject.Name, round, shared).ConfigureAwait(false);
                    if (subject.Name == Subject.Floor)
                    {
                        await RunAsync(workload, size, subject, Subject.FloorAgain, round, shared).ConfigureAwait(false);
                    }
                }
            }
        }
        finally
        {
            Task gone = shared.WaitUntilGoneAsync();
            shared.Dispose();
            await gone.ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Workload workload, int size, Subject subject, string name, int round, NetNamespace shared)
    {
        if (_leftOut.Contains((name, workload.NameOf(size))))
        {
            return;
        }

        NetNamespace netNamespace = workload.NeedsFreshNamespace ? Fixture.Create(workload, size) : shared;
        try
        {
            ProcessResult result = await ExecuteAsync(subject.Commands[workload.Name], size, netNamespace).ConfigureAwait(false);
            if (!result.Succeeded)
            {
                _leftOut.Add((name, workload.NameOf(size)));
                if (result.Status.ExitCode != NotApplicable)
                {
                    await Console.Error.WriteLineAsync($"{name} failed in {workload.NameOf(size)} and is left out: {result} {result.StandardError.Text}").ConfigureAwait(false);
                }
            }
            else if (workload.IsWholeProcess)
            {
                Results.Add(workload, size, null, name, round, result.Duration.TotalNanoseconds);
            }
            else
            {
                AddOutput(workload, size, name, round, result.StandardOutput.Text);
            }
        }
        finally
        {
            await Fixture.DeleteNamesAsync().ConfigureAwait(false);
            if (netNamespace != shared)
            {
                Task gone = netNamespace.WaitUntilGoneAsync();
                netNamespace.Dispose();
                await gone.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads lines of a number in nanoseconds, or of a part of the work and its number.</summary>
    private void AddOutput(Workload workload, int size, string name, int round, string output)
    {
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            Results.Add(workload, size, words.Length == 2 ? words[0] : null, name, round, double.Parse(words[^1], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Runs a command in the namespace.</summary>
    private static Task<ProcessResult> ExecuteAsync(string[] command, int size, NetNamespace netNamespace) => NamespaceProcess.RunAsync(
        new NamespaceProcessStartInfo(command[0], [.. command[1..], size.ToString(CultureInfo.InvariantCulture)])
        {
            JoinNamespaces = { netNamespace },
            Environment = { ["COMPARE_WARMUP"] = WarmUpMilliseconds, ["COMPARE_MEASURE"] = MeasuredMilliseconds },
        },
        new ProcessRunOptions { Timeout = s_timeout });
}
