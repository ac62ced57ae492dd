using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

public sealed class LinkConditionsTests
{
    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_probability_is_a_ratio(double value)
    {
        foreach (Func<LinkConditions> create in (Func<LinkConditions>[])
            [() => new() { Loss = value }, () => new() { Duplication = value }, () => new() { Corruption = value }, () => new() { Reordering = value }])
        {
            create.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(271_000)]
    public void A_time_is_not_negative_and_not_too_long(int milliseconds)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(milliseconds);
        foreach (Func<LinkConditions> create in (Func<LinkConditions>[])[() => new() { Delay = time }, () => new() { Jitter = time }, () => new() { Queue = time }])
        {
            create.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void A_rate_is_at_least_a_byte_a_second() => FluentActions.Invoking(() => new LinkConditions { Rate = 7 }).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Conditions_are_values()
    {
        LinkConditions conditions = LinkConditions.Lte with { Loss = 0.5 };
        conditions.Should().NotBe(LinkConditions.Lte);
        (conditions with { Loss = LinkConditions.Lte.Loss }).Should().Be(LinkConditions.Lte);
        new LinkConditions().Should().Be(LinkConditions.None);
    }

    [Fact]
    public void Contradictions_are_rejected()
    {
        FluentActions.Invoking(() => new LinkConditions { Reordering = 0.1 }.Validate("conditions")).Should().Throw<ArgumentException>().WithParameterName("conditions").WithMessage("*Delay*");
        FluentActions.Invoking(() => new LinkConditions { Loss = 0.1, BurstLoss = LinkConditions.Bursts(0.1, 2) }.Validate("conditions")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Presets_are_valid()
    {
        foreach (LinkConditions preset in (LinkConditions[])[LinkConditions.None, LinkConditions.Lan, LinkConditions.WiFi, LinkConditions.Lte, LinkConditions.Satellite])
        {
            preset.Validate("preset");
        }
    }

    [Theory]
    [InlineData(0.01, 1, 0.010101, 1)]
    [InlineData(0.1, 5, 0.022222, 0.2)]
    [InlineData(0, 3, 0, 1.0 / 3)]
    public void Bursts_have_the_loss_and_the_length_that_are_asked_for(double loss, double length, double toBad, double toGood)
    {
        NetemGilbertElliottLoss bursts = LinkConditions.Bursts(loss, length);
        bursts.ToBad.Should().BeApproximately(toBad, 0.00001);
        bursts.ToGood.Should().BeApproximately(toGood, 0.00001);
        (bursts.LossInBad, bursts.LossInGood).Should().Be((1, 0));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(-0.1, 2)]
    [InlineData(0.1, 0.5)]
    [InlineData(0.1, double.NaN)]
    [InlineData(0.9, 2)]
    public void Bursts_that_cannot_be_are_rejected(double loss, double length) =>
        FluentActions.Invoking(() => LinkConditions.Bursts(loss, length)).Should().Throw<ArgumentOutOfRangeException>();
}
