using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Execution;

public sealed class HandoffTests
{
    private const int Turns = 4_000;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(50)]
    [InlineData(0)]
    public async Task Who_is_interrupted_hears_of_it_when_he_has_been_told(int microseconds)
    {
        Handoff there = new(microseconds);
        bool told = false;
        bool before = false;
        bool after = false;
        Thread waiter = new(() =>
        {
            there.Wait();
            before = !Volatile.Read(ref told);
            try
            {
                Thread.Sleep(s_long);
            }
            catch (ThreadInterruptedException)
            {
                after = true;
            }
        });
        waiter.Start();
        for (int i = 0; i < 3; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            waiter.Interrupt();
        }

        Volatile.Write(ref told, true);
        there.Set();
        waiter.Join(s_long).Should().BeTrue();
        before.Should().BeFalse();
        after.Should().BeTrue();
    }

    [Theory]
    [InlineData(50)]
    [InlineData(0)]
    public void Interrupts_lose_no_turn(int microseconds)
    {
        Handoff there = new(microseconds);
        Handoff back = new(microseconds);
        int made = 0;
        Thread other = new(() => Go(there, back));
        Thread one = new(() =>
        {
            there.Set();
            Go(back, there);
        });
        other.Start();
        one.Start();
        for (Stopwatch watch = Stopwatch.StartNew(); (one.IsAlive || other.IsAlive) && watch.Elapsed < s_long; Thread.SpinWait(500))
        {
            one.Interrupt();
            other.Interrupt();
        }

        (one.IsAlive, other.IsAlive).Should().Be((false, false));
        made.Should().Be(2 * Turns);

        void Go(Handoff mine, Handoff his)
        {
            for (int i = 0; i < Turns; i++)
            {
                mine.Wait();
                made++;
                his.Set();
            }
        }
    }

    // The scheduler may take the processor away from the teller after each of its instructions, for as long as it likes.
    [Theory]
    [InlineData(50)]
    [InlineData(0)]
    public async Task A_teller_that_stands_still_between_its_halves_wakes_nobody_too_early(int microseconds)
    {
        using ManualResetEventSlim half = new();
        using ManualResetEventSlim whole = new();
        bool delay = true;
        FutexWord state = new();
        Handoff there = new(
            microseconds,
            () =>
            {
                if (Volatile.Read(ref delay))
                {
                    half.Set();
                    whole.Wait();
                }
            },
            state);
        int heard = 0;
        Thread waiter = new(() =>
        {
            for (int i = 0; i < 2; i++)
            {
                there.Wait();
                Interlocked.Increment(ref heard);
            }
        });
        waiter.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref state.Value) == Handoff.Sleeps, s_long).Should().BeTrue("it sleeps");

        Task teller = Task.Factory.StartNew(there.Set, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        half.Wait(s_long, TestContext.Current.CancellationToken).Should().BeTrue();
        // It looks again, and hears it before the teller has done its second half.
        SpinWait.SpinUntil(WakeUntilItSleepsAgain, s_long).Should().BeTrue("it sleeps again");
        Volatile.Write(ref delay, false);
        whole.Set();
        await teller.WaitAsync(s_long, TestContext.Current.CancellationToken);
        waiter.Join(200).Should().BeFalse("nothing has been told a second time");
        Volatile.Read(ref heard).Should().Be(1);

        there.Set();
        waiter.Join(s_long).Should().BeTrue();
        heard.Should().Be(2);

        bool WakeUntilItSleepsAgain()
        {
            state.Wake();
            return Volatile.Read(ref heard) == 1 && Volatile.Read(ref state.Value) == Handoff.Sleeps;
        }
    }

    // The same with a waiter that hears the first half at once, since it has not gone to sleep.
    [Theory]
    [InlineData(50)]
    [InlineData(0)]
    public async Task A_teller_that_stands_still_wakes_nobody_that_waits_for_the_next_turn(int microseconds)
    {
        using ManualResetEventSlim half = new();
        using ManualResetEventSlim whole = new();
        FutexWord state = new();
        Handoff there = new(
            microseconds,
            () =>
            {
                half.Set();
                whole.Wait();
            },
            state);
        Task teller = Task.Factory.StartNew(there.Set, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        half.Wait(s_long, TestContext.Current.CancellationToken).Should().BeTrue();
        there.Wait();
        Thread waiter = new(there.Wait);
        waiter.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref state.Value) == Handoff.Sleeps, s_long).Should().BeTrue("it sleeps");
        whole.Set();
        await teller.WaitAsync(s_long, TestContext.Current.CancellationToken);
        waiter.Join(200).Should().BeFalse("nothing has been told a second time");
        there.Set();
        waiter.Join(s_long).Should().BeTrue();
    }

    // At once, or about when the other gives up looking, or when he sleeps.
    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(4000)]
    public async Task Every_turn_is_heard_once_however_long_it_takes(int spins)
    {
        Handoff there = new(microseconds: 50);
        Handoff back = new(microseconds: 50);
        int made = 0;
        Task other = Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task one = Task.Factory.StartNew(Ask, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(one, other).WaitAsync(s_long, TestContext.Current.CancellationToken);
        made.Should().Be(Turns);

        void Ask()
        {
            for (int i = 0; i < Turns; i++)
            {
                there.Set();
                back.Wait();
                made.Should().Be(i + 1);
                Thread.SpinWait(i % 7 * spins / 3);
            }
        }

        void Answer()
        {
            for (int i = 0; i < Turns; i++)
            {
                there.Wait();
                made++;
                Thread.SpinWait(i % 5 * spins / 2);
                back.Set();
            }
        }
    }
}
