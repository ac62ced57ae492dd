using FluentAssertions;
using LinuxNamespaces.Placement;
using Xunit;

namespace LinuxNamespaces.Tests.Placement;

public sealed class HandoffTests
{
    private const int Turns = 4_000;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    // At once, or about when the other gives up looking, or when he sleeps.
    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(4000)]
    public async Task Every_turn_is_heard_once_however_long_it_takes(int spins)
    {
        Handoff there = new();
        Handoff back = new();
        int made = 0;
        Task other = Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task one = Task.Factory.StartNew(Ask, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(one, other).WaitAsync(s_long, TestContext.Current.CancellationToken);
        made.Should().Be(Turns);

        void Ask()
        {
            for (int i = 0; i < Turns; i++)
            {
                there.Tell();
                back.Await();
                made.Should().Be(i + 1);
                Thread.SpinWait(i % 7 * spins / 3);
            }
        }

        void Answer()
        {
            for (int i = 0; i < Turns; i++)
            {
                there.Await();
                made++;
                Thread.SpinWait(i % 5 * spins / 2);
                back.Tell();
            }
        }
    }
}
