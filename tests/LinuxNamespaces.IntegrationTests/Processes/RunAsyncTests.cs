using System.Text;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class RunAsyncTests
{
    // Longer than any test takes; a run that waits for it hangs.
    private const string Forever = "1000";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outputs_larger_than_a_pipe_are_captured_at_once()
    {
        ProcessResult result = await RunAsync(Shell("head -c 3000000 /dev/zero | tr '\\0' o; head -c 2000000 /dev/zero | tr '\\0' e >&2; exit 3"));
        result.Status.ExitCode.Should().Be(3);
        result.Succeeded.Should().BeFalse();
        result.StandardOutput.Text.Should().Be(new string('o', 3_000_000));
        result.StandardError.Text.Should().Be(new string('e', 2_000_000));
        result.StandardOutput.IsTruncated.Should().BeFalse();
        result.StandardOutput.IsComplete.Should().BeTrue();
        result.Usage!.MaxResidentBytes.Should().BePositive();
        result.TimedOut.Should().BeFalse();
        result.ToString().Should().Be("exit code 3");
    }

    [Fact]
    public async Task Beyond_the_limit_output_is_discarded_and_the_process_goes_on()
    {
        ProcessResult result = await RunAsync(Shell("head -c 1000000 /dev/zero | tr '\\0' o; printf few >&2"), new ProcessRunOptions { MaxOutputBytes = 1000 });
        result.Succeeded.Should().BeTrue();
        result.StandardOutput.Bytes.Length.Should().Be(1000);
        result.StandardOutput.IsTruncated.Should().BeTrue();
        result.StandardOutput.IsComplete.Should().BeTrue();
        result.StandardOutput.TotalBytes.Should().Be(1_000_000);
        result.StandardError.Text.Should().Be("few");
        result.StandardError.IsTruncated.Should().BeFalse();
    }

    [Fact]
    public async Task A_character_that_the_limit_cuts_is_left_out()
    {
        ProcessResult result = await RunAsync(Shell("printf 'a\\303\\274\\303\\274'"), new ProcessRunOptions { MaxOutputBytes = 4 });
        result.StandardOutput.Text.Should().Be("aü");
        result.StandardOutput.Bytes.Length.Should().Be(4);
    }

    [Fact]
    public async Task Input_and_output_larger_than_a_pipe_pass_at_the_same_time()
    {
        byte[] sent = new byte[5_000_000];
        new Random(1).NextBytes(sent);
        ProcessResult result = await RunAsync(new("cat"), new ProcessRunOptions { StandardInput = sent });
        result.StandardOutput.Bytes.Span.SequenceEqual(sent).Should().BeTrue();
    }

    [Fact]
    public async Task A_process_that_closes_its_input_early_is_no_error()
    {
        ProcessResult result = await RunAsync(Shell("exec <&-; echo done"), new ProcessRunOptions { StandardInput = new byte[5_000_000] });
        result.Succeeded.Should().BeTrue();
        result.StandardOutput.Text.Should().Be("done\n");
    }

    [Fact]
    public async Task Input_that_a_background_process_holds_and_does_not_read_does_not_hang()
    {
        ProcessResult result = await RunAsync(Shell($"sleep {Forever} <&0 >/dev/null 2>&1 & echo $!"), new ProcessRunOptions { StandardInput = new byte[5_000_000] });
        Kill(result);
        result.StandardOutput.IsComplete.Should().BeTrue();
    }

    [Fact]
    public async Task Without_input_there_is_nothing_to_read()
    {
        (await RunAsync(new("cat"))).StandardOutput.Bytes.IsEmpty.Should().BeTrue();
        (await RunAsync(new("cat"), new ProcessRunOptions { StandardInput = ReadOnlyMemory<byte>.Empty })).StandardOutput.Bytes.IsEmpty.Should().BeTrue();
        (await RunAsync(new("cat") { StandardInput = ProcessStream.File("/etc/passwd") })).StandardOutput.Text.Should().Be(await File.ReadAllTextAsync("/etc/passwd", Stop));
    }

    [Fact]
    public async Task Two_standard_inputs_contradict_each_other()
    {
        Func<Task> act = () => RunAsync(new("cat") { StandardInput = ProcessStream.Null }, new ProcessRunOptions { StandardInput = new byte[1] });
        await act.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_stream_that_leads_elsewhere_is_not_captured()
    {
        ProcessResult result = await RunAsync(new("sh", "-c", "echo out; echo err >&2") { StandardError = ProcessStream.Null });
        result.StandardOutput.Text.Should().Be("out\n");
        result.StandardError.Bytes.IsEmpty.Should().BeTrue();
        result.StandardError.IsComplete.Should().BeTrue();
    }

    [Fact]
    public async Task Output_of_a_background_process_is_waited_for_no_longer_than_asked()
    {
        ProcessResult result = await RunAsync(
            Shell($"sleep {Forever} & echo $!; head -c 60000 /dev/zero >&2"), new ProcessRunOptions { BackgroundOutputTimeout = TimeSpan.FromMilliseconds(1) });
        Kill(result);
        result.Succeeded.Should().BeTrue();
        result.StandardOutput.IsComplete.Should().BeFalse();
        result.StandardError.Bytes.Length.Should().Be(60_000, "what the process itself wrote is read in any case");
    }

    [Fact]
    public async Task A_background_process_that_writes_all_the_time_does_not_keep_the_run_going()
    {
        ProcessResult result = await RunAsync(
            Shell("(exec 2>&-; exec yes) & sleep 0.2; echo $! >&2"), new ProcessRunOptions { BackgroundOutputTimeout = TimeSpan.FromMilliseconds(200), MaxOutputBytes = 100 });
        result.StandardOutput.IsComplete.Should().BeFalse();
        await GoneAsync(result.StandardError.Text.Trim());
    }

    [Fact]
    public async Task A_timeout_ends_the_whole_tree_of_a_PID_namespace()
    {
        Require.UserNamespaces();
        NamespaceProcessStartInfo info = new("sh", "-c", $"echo started; setsid sleep {Forever} & setsid sleep {Forever} & wait")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid,
            IdMap = IdMap.CurrentUser,
            Init = ProcessInit.BuiltIn,
        };
        ProcessResult result = await RunAsync(info, new ProcessRunOptions { Timeout = TimeSpan.FromSeconds(1), BackgroundOutputTimeout = TimeSpan.FromMinutes(10) });
        result.TimedOut.Should().BeTrue();
        result.Status.SignalNumber.Should().Be(9);
        result.StandardOutput.IsComplete.Should().BeTrue("all who had the pipe are gone");
        result.OutOfCpuTime.Should().BeFalse();
        result.ToString().Should().Be("signal 9, timed out");
    }

    [Fact]
    public async Task A_timeout_ends_the_whole_tree_of_a_cgroup()
    {
        string directory = Require.OwnCgroup();
        try
        {
            ProcessResult result = await RunAsync(
                new("sh", "-c", $"setsid sleep {Forever} & wait") { CgroupDirectory = directory },
                new ProcessRunOptions { Timeout = TimeSpan.FromSeconds(1), BackgroundOutputTimeout = TimeSpan.FromMinutes(10) });
            result.TimedOut.Should().BeTrue();
            result.StandardOutput.IsComplete.Should().BeTrue("all who had the pipe are gone");
        }
        finally
        {
            await DeleteCgroupAsync(directory);
        }
    }

    [Fact]
    public async Task A_timeout_ends_the_process_and_no_background_process_holds_the_run_up()
    {
        ProcessResult result = await RunAsync(Shell($"sleep {Forever} & echo $!; wait"), new ProcessRunOptions { Timeout = TimeSpan.FromSeconds(1) });
        Kill(result);
        result.TimedOut.Should().BeTrue();
        result.Status.SignalNumber.Should().Be(9);
        result.StandardOutput.IsComplete.Should().BeFalse();
    }

    [Theory]
    [InlineData(NamespaceTypes.None)]
    [InlineData(NamespaceTypes.User | NamespaceTypes.Pid)]
    public async Task Cancellation_ends_the_process(NamespaceTypes types)
    {
        if (types != NamespaceTypes.None)
        {
            Require.UserNamespaces();
        }

        string[] before = ChildProcesses.Find();
        using CancellationTokenSource source = new();
        string file = Path.GetTempFileName();
        try
        {
            NamespaceProcessStartInfo info = new("sh", "-c", $"echo running > '{file}'; exec sleep {Forever}") { NewNamespaces = types, IdMap = types == NamespaceTypes.None ? null : IdMap.CurrentUser };
            Task<ProcessResult> run = NamespaceProcess.RunAsync(info, null, source.Token);
            while (new FileInfo(file).Length == 0)
            {
                await Task.Delay(10, Stop);
            }

            await source.CancelAsync();
            await run.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
            ChildProcesses.Find().Should().BeSubsetOf(before);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Cancellation_before_the_start_starts_nothing()
    {
        Func<Task> act = () => NamespaceProcess.RunAsync(new("true"), null, new CancellationToken(canceled: true));
        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_start_that_fails_is_told_as_ever()
    {
        Func<Task> act = () => RunAsync(new("/nonexistent/program"), new ProcessRunOptions { StandardInput = new byte[100_000] });
        (await act.Should().ThrowAsync<ChildSetupException>()).Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public async Task Used_up_processor_time_is_told()
    {
        const string Busy = "while :; do :; done";
        foreach (ResourceLimitValue limit in new ResourceLimitValue[] { new(1, 2), new(1) })
        {
            NamespaceProcessStartInfo info = new("sh", "-c", Busy) { Limits = { [ResourceLimit.CpuTime] = limit, [ResourceLimit.Core] = new(0) } };
            ProcessResult result = await RunAsync(info);
            result.OutOfCpuTime.Should().BeTrue($"the limit is {limit}, and it ended with {result.Status}");
            result.TimedOut.Should().BeFalse();
        }
    }

    [Fact]
    public async Task Another_SIGKILL_is_not_taken_for_used_up_processor_time()
    {
        ProcessResult result = await RunAsync(new("sh", "-c", "kill -9 $$") { Limits = { [ResourceLimit.CpuTime] = new(60) } });
        result.Status.SignalNumber.Should().Be(9);
        result.OutOfCpuTime.Should().BeFalse();
        result.OutOfMemory.Should().BeNull("without a cgroup it is not known");
    }

    [Fact]
    public async Task Running_out_of_memory_in_a_cgroup_is_told()
    {
        string directory = Require.OwnCgroup();
        try
        {
            Assert.SkipUnless(File.Exists(Path.Combine(directory, "memory.max")), "The cgroup has no memory controller: cgroup.subtree_control of the one above does not have it.");
            await File.WriteAllTextAsync(Path.Combine(directory, "memory.max"), "20M", Stop);
            if (File.Exists(Path.Combine(directory, "memory.swap.max")))
            {
                await File.WriteAllTextAsync(Path.Combine(directory, "memory.swap.max"), "0", Stop);
            }

            (await RunAsync(new("true") { CgroupDirectory = directory })).OutOfMemory.Should().BeFalse();
            ProcessResult result = await RunAsync(new("tail", "/dev/zero") { CgroupDirectory = directory });
            result.Status.SignalNumber.Should().Be(9);
            result.OutOfMemory.Should().BeTrue();
            result.ToString().Should().Be("signal 9, out of memory");
        }
        finally
        {
            await DeleteCgroupAsync(directory);
        }
    }

    [Fact]
    public async Task Runs_leave_no_descriptor_and_no_process_behind()
    {
        string[] children = ChildProcesses.Find();
        await RoundAsync();
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int round = 0; round < 20; round++)
        {
            await RoundAsync();
        }

        // The runtime opens some for assemblies, whenever it likes.
        Directory.GetFiles("/proc/self/fd").Length.Should().BeLessThan(before + 15);
        ChildProcesses.Find().Should().BeSubsetOf(children);

        static async Task RoundAsync()
        {
            await RunAsync(new("cat"), new ProcessRunOptions { StandardInput = new byte[100_000] });
            await RunAsync(new("sleep", Forever), new ProcessRunOptions { Timeout = TimeSpan.FromMilliseconds(1) });
            await RunAsync(Shell("sleep 0.05 & :"), new ProcessRunOptions { BackgroundOutputTimeout = TimeSpan.Zero });
            Func<Task> failing = () => RunAsync(new("/nonexistent/program"));
            await failing.Should().ThrowAsync<ChildSetupException>();
        }
    }

    [Fact]
    public void Code_in_a_namespace_is_told_to_run_it_outside()
    {
        Require.Privileges();
        using NetNamespace red = NetNamespace.Create();
        Action act = () => red.Invoke(() => { NamespaceProcess.RunAsync(new("true")); });
        act.Should().Throw<InvalidOperationException>().WithMessage("*JoinNamespaces*");
    }

    private static NamespaceProcessStartInfo Shell(string script) => new("sh", "-c", script);

    private static Task<ProcessResult> RunAsync(NamespaceProcessStartInfo info, ProcessRunOptions? options = null) => NamespaceProcess.RunAsync(info, options, Stop);

    // The id that the shell printed is of a process that still runs.
    private static void Kill(ProcessResult result)
    {
        using NamespaceProcess process = NamespaceProcess.Attach(int.Parse(Encoding.ASCII.GetString(result.StandardOutput.Bytes.Span), System.Globalization.CultureInfo.InvariantCulture));
        process.Kill().Should().BeTrue();
    }

    private static async Task GoneAsync(string process)
    {
        while (IsAlive(process))
        {
            await Task.Delay(10, Stop);
        }

        static bool IsAlive(string process)
        {
            try
            {
                return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    // The members that were killed are gone a moment later.
    private static async Task DeleteCgroupAsync(string directory)
    {
        while ((await File.ReadAllTextAsync($"{directory}/cgroup.events", CancellationToken.None)).Contains("populated 1", StringComparison.Ordinal))
        {
            await Task.Delay(10, CancellationToken.None);
        }

        Directory.Delete(directory);
    }
}
