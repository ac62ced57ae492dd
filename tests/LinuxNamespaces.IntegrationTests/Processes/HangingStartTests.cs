using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>A child that does not get on, in its setup: what it does to others, and how it is got rid of.</summary>
[Collection("The kernel")]
public sealed class HangingStartTests : IDisposable
{
    private readonly HangingStart _hanging = new();

    public void Dispose() => _hanging.Dispose();

    // Until the execution of their programs our thread stands still, or they tell us by a pipe, or they have memory of their own.
    public static TheoryData<string> Ways => ["in sight", "by reports", "by launcher"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_can_be_cancelled(string way)
    {
        using CancellationTokenSource soon = new(200);
        Stopwatch watch = Stopwatch.StartNew();
        Action start = () => NamespaceProcess.Start(_hanging.Info(way), soon.Token);
        start.Should().Throw<OperationCanceledException>();
        watch.Elapsed.Should().BeLessThan(HangingStart.Long);
        _hanging.Children().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_can_be_killed_by_others_which_is_told(string way)
    {
        Task start = _hanging.InBackground(way, CancellationToken.None);
        Tool.Kill("-KILL", _hanging.SpinForChild());
        Func<Task> wait = () => start.WaitAsync(HangingStart.Long);
        (await wait.Should().ThrowAsync<ChildSetupException>()).WithMessage("*killed by signal 9 on the way*");
        _hanging.Children().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_collector_does_not_wait_for_it(string way)
    {
        using CancellationTokenSource stop = new();
        Task start = _hanging.InBackground(way, stop.Token);
        _hanging.SpinForChild();
        await Task.Run(GC.Collect, CancellationToken.None).WaitAsync(HangingStart.Long, CancellationToken.None);
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
                hanging.AddRange(Ways.Select(way => _hanging.InBackground(way, stop.Token)));
                await Task.Delay(20, CancellationToken.None);
            }

            await enough.CancelAsync();
            // Nobody else's child keeps open what we wait for the end of.
            await Task.WhenAll(others).WaitAsync(HangingStart.Long, CancellationToken.None);
            hanging.Should().OnlyContain(task => !task.IsCompleted);
        }
        finally
        {
            await enough.CancelAsync();
            await EndAsync(hanging, stop);
        }

        await Task.WhenAll(others).WaitAsync(HangingStart.Long, CancellationToken.None);
        _hanging.Children().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_is_cancelled_at_any_time(string way)
    {
        int before = PidDescriptors();
        int cancelled = 0;
        Stopwatch watch = Stopwatch.StartNew();
        // A busy machine may let every start finish before it runs what cancels.
        for (int i = 0; i < 300 || (cancelled == 0 && watch.Elapsed < HangingStart.Long); i++)
        {
            using CancellationTokenSource soon = new();
            int delay = i % 300 * 5;
            Task cancel = Task.Run(() => Wait(delay), CancellationToken.None).ContinueWith(_ => soon.Cancel(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            try
            {
                NamespaceProcess.Start(Plain(way), soon.Token).Dispose();
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            await cancel.WaitAsync(HangingStart.Long, CancellationToken.None);
        }

        cancelled.Should().BePositive();
        _hanging.Children().Should().BeEmpty();
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
        using NamespaceProcess parent = NamespaceProcess.Start(new("sh", "-c", Program.HangCommand(way, _hanging.Fifo)), TestContext.Current.CancellationToken);
        _hanging.SpinForChild($"/proc/{parent.Id}");
        // Before it hangs it may sleep a moment for other reasons, and be born again.
        Thread.Sleep(200);
        string child = _hanging.SpinForChild($"/proc/{parent.Id}");
        parent.Kill();
        parent.WaitForExit();
        // Whose child it is now may take its time to reap it.
        SpinWait.SpinUntil(() => !File.Exists($"/proc/{child}/exe") || new FileInfo($"/proc/{child}/exe").LinkTarget is null, HangingStart.Long).Should().BeTrue();
    }

    private static void StartMany(string way, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using NamespaceProcess process = NamespaceProcess.Start(Plain(way), CancellationToken.None);
            process.WaitForExit().Succeeded.Should().BeTrue();
        }
    }

    private static async Task EndAsync(List<Task> hanging, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        foreach (Task start in hanging)
        {
            Func<Task> wait = () => start.WaitAsync(HangingStart.Long, CancellationToken.None);
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

    private static int PidDescriptors() =>
        Directory.GetFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget?.Contains("pidfd", StringComparison.Ordinal) == true);
}
