using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>A child that does not get on, in its setup: what it does to others, and how it is got rid of.</summary>
[Collection("The kernel")]
public sealed class HangingStartTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    // What opens sockets for an ordinary user stays.
    private readonly string[] _before = ChildProcesses.Find();
    private readonly string _fifo = Path.Combine(Path.GetTempPath(), $"lns-{Guid.NewGuid():N}");

    public HangingStartTests()
    {
        Require.UserNamespaces();
        Tool.Run("mkfifo", _fifo);
    }

    public void Dispose() => File.Delete(_fifo);

    // Until the execution of their programs our thread stands still, or they tell us by a pipe, or they have memory of their own.
    public static TheoryData<string> Ways => ["in sight", "by reports", "by launcher"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_can_be_cancelled(string way)
    {
        using CancellationTokenSource soon = new(200);
        Stopwatch watch = Stopwatch.StartNew();
        Action start = () => NamespaceProcess.Start(Hanging(way), soon.Token);
        start.Should().Throw<OperationCanceledException>();
        watch.Elapsed.Should().BeLessThan(s_long);
        Children().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_can_be_killed_by_others_which_is_told(string way)
    {
        Task start = InBackground(Hanging(way), CancellationToken.None);
        Tool.Run("kill", "-KILL", SpinForChild());
        Func<Task> wait = () => start.WaitAsync(s_long);
        (await wait.Should().ThrowAsync<ChildSetupException>()).WithMessage("*killed by signal 9 on the way*");
        Children().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_collector_does_not_wait_for_it(string way)
    {
        using CancellationTokenSource stop = new();
        Task start = InBackground(Hanging(way), stop.Token);
        SpinForChild();
        await Task.Run(GC.Collect, CancellationToken.None).WaitAsync(s_long, CancellationToken.None);
        start.IsCompleted.Should().BeFalse();
        await EndAsync([start], stop);
    }

    [Fact]
    public async Task It_does_not_delay_other_starts()
    {
        using CancellationTokenSource stop = new();
        using CancellationTokenSource enough = new();
        List<Task> hanging = [];
        Task[] others = [.. Ways.Select(way => (string)way).Append("in sight").Select(way => Task.Factory.StartNew(
            () => StartMany(way, enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            for (int i = 0; i < 8; i++)
            {
                hanging.AddRange(Ways.Select(way => InBackground(Hanging(way), stop.Token)));
                await Task.Delay(20, CancellationToken.None);
            }

            await enough.CancelAsync();
            // Nobody else's child keeps open what we wait for the end of.
            await Task.WhenAll(others).WaitAsync(s_long, CancellationToken.None);
            hanging.Should().OnlyContain(task => !task.IsCompleted);
        }
        finally
        {
            await enough.CancelAsync();
            await EndAsync(hanging, stop);
        }

        await Task.WhenAll(others).WaitAsync(s_long, CancellationToken.None);
        Children().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_is_cancelled_at_any_time(string way)
    {
        int before = PidDescriptors();
        int cancelled = 0;
        for (int i = 0; i < 300; i++)
        {
            using CancellationTokenSource soon = new();
            Task cancel = Task.Run(() => Wait(i * 5), CancellationToken.None).ContinueWith(_ => soon.Cancel(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            try
            {
                NamespaceProcess.Start(Plain(way), soon.Token).Dispose();
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            await cancel.WaitAsync(s_long, CancellationToken.None);
        }

        cancelled.Should().BePositive();
        Children().Should().BeEmpty();
        PidDescriptors().Should().BeLessThanOrEqualTo(before);

        static void Wait(int microseconds)
        {
            long begin = Stopwatch.GetTimestamp();
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(begin).TotalMicroseconds > microseconds);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [InlineData("born again")]
    public void It_goes_with_a_parent_that_is_killed(string way)
    {
        using NamespaceProcess parent = NamespaceProcess.Start(new("sh", "-c", Program.HangCommand(way, _fifo)), TestContext.Current.CancellationToken);
        SpinForChild($"/proc/{parent.Id}");
        // Before it hangs it may sleep a moment for other reasons, and be born again.
        Thread.Sleep(200);
        string child = SpinForChild($"/proc/{parent.Id}");
        parent.Kill();
        parent.WaitForExit();
        // Whose child it is now may take its time to bury it.
        SpinWait.SpinUntil(() => !File.Exists($"/proc/{child}/exe") || new FileInfo($"/proc/{child}/exe").LinkTarget is null, s_long).Should().BeTrue();
    }

    private static void StartMany(string way, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using NamespaceProcess process = NamespaceProcess.Start(Plain(way), CancellationToken.None);
            process.WaitForExit().Succeeded.Should().BeTrue();
        }
    }

    private static Task InBackground(NamespaceProcessStartInfo info, CancellationToken stop) => Task.Factory.StartNew(
        () => NamespaceProcess.Start(info, stop).Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task EndAsync(List<Task> hanging, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        foreach (Task start in hanging)
        {
            Func<Task> wait = () => start.WaitAsync(s_long, CancellationToken.None);
            await wait.Should().ThrowAsync<OperationCanceledException>();
        }
    }

    private static NamespaceProcessStartInfo Plain(string way) => new("true")
    {
        ParentDeathSignal = way == "by reports" ? System.Runtime.InteropServices.PosixSignal.SIGTERM : null,
        NewNamespaces = way == "by launcher" ? NamespaceTypes.User : NamespaceTypes.None,
        IdMap = way == "by launcher" ? IdMap.CurrentUserAsRoot : null,
        UserId = way == "by launcher" ? 0 : null,
    };

    internal static NamespaceProcessStartInfo Hanging(string way, string fifo) => new("true")
    {
        NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount | (way == "born again" ? NamespaceTypes.Pid : NamespaceTypes.None),
        IdMap = IdMap.CurrentUserAsRoot,
        UserId = way is "by launcher" or "born again" ? 0 : null,
        ParentDeathSignal = way == "by reports" ? System.Runtime.InteropServices.PosixSignal.SIGTERM : null,
        Mounts = { new OpenForWriting(fifo) },
    };

    private NamespaceProcessStartInfo Hanging(string way) => Hanging(way, _fifo);

    // The child that sleeps.
    private string SpinForChild(string parent = "/proc/self")
    {
        string? child = null;
        SpinWait.SpinUntil(() => (child = ChildProcesses.Find(parent).Except(_before).FirstOrDefault(ChildProcesses.IsSleeping)) is not null, s_long)
            .Should().BeTrue("the start hangs");
        return child!;
    }

    private string[] Children() => [.. ChildProcesses.Find().Except(_before)];

    private static int PidDescriptors() =>
        Directory.GetFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget?.Contains("pidfd", StringComparison.Ordinal) == true);

    // Opening a pipe that nobody else opens waits for ever.
    private sealed class OpenForWriting(string path) : Mount
    {
        internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.WriteInto(path, []);
    }
}
