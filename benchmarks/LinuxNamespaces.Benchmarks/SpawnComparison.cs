using System.Diagnostics;
using System.Globalization;

namespace LinuxNamespaces.Benchmarks;

/// <summary>
/// Has this library, the runtime and the programs of <c>peers/</c> start processes in turns, each in a small program and in one that
/// holds 4 GiB, and compares them within each round: what else goes on in the machine meets all alike.
/// </summary>
internal static class SpawnComparison
{
    private const int LargeMebibytes = 4096;

    // Enough for the runtime to have compiled all for the last time.
    private const int WarmUps = 1000;

    private static readonly (string Worker, string Mode, string Name)[] s_subjects =
    [
        ("c", "posix_spawn", "C posix_spawn"),
        ("runtime", "process", "Process.Start"),
        ("ours", "none", "ours"),
        ("go", "exec", "Go os/exec"),
        ("c", "clone", "C clone, seven namespaces"),
        ("ours", "seven", "ours, seven namespaces"),
        ("go", "clone", "Go os/exec, seven namespaces"),
        ("c", "unshare", "unshare(1), seven namespaces"),
        ("ours", "init", "ours, seven namespaces, built-in init"),
        ("ours", "join", "ours, a network namespace joined"),
    ];

    private static readonly (string Name, string Base)[] s_ratios =
    [
        ("ours", "Process.Start"),
        ("ours", "C posix_spawn"),
        ("ours, seven namespaces", "C clone, seven namespaces"),
        ("ours, seven namespaces", "Go os/exec, seven namespaces"),
        ("ours, seven namespaces", "unshare(1), seven namespaces"),
        ("ours, seven namespaces, built-in init", "ours, seven namespaces"),
        ("ours, a network namespace joined", "ours"),
    ];

    /// <param name="peers">The directory of the built programs <c>spawn-c</c> and, where there is Go, <c>spawn-go</c>.</param>
    /// <param name="rounds">How often all take turns.</param>
    /// <param name="count">The starts of a turn.</param>
    internal static void Run(string peers, int rounds, int count)
    {
        List<Row> rows = [.. OpenRows(peers, 0), .. OpenRows(peers, LargeMebibytes)];
        rows.ForEach(row => row.Measure(row.IsSlow ? 1 : row.Worker.StartInfo.FileName == Environment.ProcessPath ? WarmUps : 50, keep: false));
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                Row row = rows[(i + round) % rows.Count];
                row.Measure(row.IsSlow ? Math.Min(count, 5) : count, keep: true);
            }
        }

        foreach (Process worker in rows.Select(row => row.Worker).Distinct())
        {
            worker.StandardInput.Close();
            worker.WaitForExit();
        }

        Print(rows);
    }

    private static List<Row> OpenRows(string peers, int mebibytes)
    {
        string size = mebibytes.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, Process> workers = new()
        {
            ["ours"] = Open(Environment.ProcessPath!, "worker", size),
            // Apart, since Process handles SIGCHLD from its first use on, also for children that are not its own.
            ["runtime"] = Open(Environment.ProcessPath!, "worker", size),
        };
        foreach (string peer in new[] { "c", "go" })
        {
            string path = Path.Combine(peers, $"spawn-{peer}");
            if (File.Exists(path))
            {
                workers[peer] = Open(path, size);
            }
        }

        return [.. s_subjects
            .Where(subject => workers.ContainsKey(subject.Worker) && (subject.Mode != "join" || Environment.IsPrivilegedProcess))
            .Select(subject => new Row(workers[subject.Worker], subject.Mode, subject.Name, mebibytes))];
    }

    private static Process Open(string path, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static void Print(List<Row> rows)
    {
        Console.WriteLine("| | parent, MiB | median, us | least | most | processor time, us |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (Row row in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Mebibytes} | {Median(row.Times):F0} | {row.Times.Min():F0} | {row.Times.Max():F0} | {Median(row.ProcessorTimes):F0} |"));
        }

        Console.WriteLine();
        Console.WriteLine("| ratio, median of rounds | time | least | most | fastest tenth | processor time |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((string name, string other) in s_ratios)
        {
            foreach (int mebibytes in new[] { 0, LargeMebibytes })
            {
                PrintRatio($"{name} / {other}, parent of {mebibytes} MiB", Find(name, mebibytes), Find(other, mebibytes));
            }
        }

        foreach ((_, _, string name) in s_subjects)
        {
            PrintRatio($"{name}, parent of {LargeMebibytes} MiB / small parent", Find(name, LargeMebibytes), Find(name, 0));
        }

        Row? Find(string name, int mebibytes) => rows.Find(row => row.Name == name && row.Mebibytes == mebibytes);
    }

    private static void PrintRatio(string name, Row? row, Row? other)
    {
        if (row is not null && other is not null)
        {
            double[] times = Ratios(row.Times, other.Times);
            double[] fastTimes = Ratios(row.FastTimes, other.FastTimes);
            double[] processorTimes = Ratios(row.ProcessorTimes, other.ProcessorTimes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(times):F2} | {times.Min():F2} | {times.Max():F2} | {Median(fastTimes):F2} | {Median(processorTimes):F2} |"));
        }
    }

    private static double[] Ratios(IEnumerable<double> these, IEnumerable<double> those) => [.. these.Zip(those, (one, other) => one / other)];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private sealed class Row(Process worker, string mode, string name, int mebibytes)
    {
        internal Process Worker => worker;

        internal string Name => name;

        internal int Mebibytes => mebibytes;

        /// <summary>Whether it copies the page tables of its parent, which takes a hundred times as long.</summary>
        internal bool IsSlow => mode == "clone" && mebibytes > 0 && name.StartsWith("Go", StringComparison.Ordinal);

        /// <summary>The median of each round, in us.</summary>
        internal List<double> Times { get; } = [];

        /// <summary>What one in ten starts of each round is faster than: where other work hardly disturbs.</summary>
        internal List<double> FastTimes { get; } = [];

        internal List<double> ProcessorTimes { get; } = [];

        internal void Measure(int count, bool keep)
        {
            worker.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mode} {count}"));
            worker.StandardInput.Flush();
            string answer = worker.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{name} has failed.");
            double[] numbers = [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture) / 1000)];
            if (keep)
            {
                ProcessorTimes.Add(numbers[0] / count);
                Times.Add(Median(numbers[1..]));
                FastTimes.Add(numbers[1..].Order().ElementAt(count / 10));
            }
        }
    }
}
