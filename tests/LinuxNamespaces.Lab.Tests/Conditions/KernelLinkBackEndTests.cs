using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>Conditions by qdiscs of the kernel.</summary>
[Collection("The kernel")]
public sealed class KernelLinkBackEndTests : KernelTest
{
    private readonly VethPair _pair;

    public KernelLinkBackEndTests() => _pair = VethPair.Create(Red, "a0", Blue, "a1");

    [Fact]
    public void A_rate_is_a_token_bucket_at_the_end_that_sends()
    {
        Assert.SkipUnless(KernelQdiscs.HasTbf, "The kernel has no tbf qdiscs.");
        using KernelLinkBackEnd backEnd = new(_pair.First, _pair.Second);
        backEnd.Set(new LinkConditions { Rate = 10_000_000, Queue = TimeSpan.FromMilliseconds(100) }, LinkConditions.None);
        Tool.RunIn(Red, "tc", "qdisc", "show", "dev", "a0").Should().Contain("tbf").And.Contain("rate 10Mbit").And.Contain("lat 100ms");
        Tool.RunIn(Blue, "tc", "qdisc", "show", "dev", "a1").Should().NotContain("tbf");
        backEnd.Set(LinkConditions.None, LinkConditions.None);
        Tool.RunIn(Red, "tc", "qdisc", "show", "dev", "a0").Should().Contain("rate 100Gbit", "packets that wait are not lost");
    }

    [Fact]
    public void Every_condition_is_a_setting_of_netem()
    {
        Assert.SkipUnless(KernelQdiscs.HasNetem, "The kernel has no netem qdiscs.");
        using KernelLinkBackEnd backEnd = new(_pair.First, _pair.Second);
        LinkConditions conditions = new()
        {
            Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5), Loss = 0.1, Duplication = 0.02, Corruption = 0.03, Reordering = 0.25, Rate = 1_000_000,
        };
        backEnd.Set(LinkConditions.None, conditions);
        string shown = Tool.RunIn(Blue, "tc", "qdisc", "show", "dev", "a1");
        shown.Should().ContainAll("netem", "delay 20ms", "5ms", "loss 10%", "duplicate 2%", "reorder 25%", "corrupt 3%", "tbf", "rate 1Mbit");
        Tool.RunIn(Red, "tc", "qdisc", "show", "dev", "a0").Should().NotContain("loss");
        backEnd.Set(LinkConditions.None, conditions with { Partitioned = true });
        Tool.RunIn(Blue, "tc", "qdisc", "show", "dev", "a1").Should().Contain("loss 100%");
        backEnd.Set(LinkConditions.None, new LinkConditions { BurstLoss = LinkConditions.Bursts(0.1, 5) });
        Tool.RunIn(Blue, "tc", "qdisc", "show", "dev", "a1").Should().Contain("loss gemodel");
    }

    [Fact]
    public void What_the_kernel_lacks_is_named()
    {
        Assert.SkipWhen(KernelQdiscs.HasNetem, "The kernel has netem qdiscs.");
        using KernelLinkBackEnd backEnd = new(_pair.First, _pair.Second);
        FluentActions.Invoking(() => backEnd.Set(new LinkConditions { Loss = 0.1, Rate = 1_000_000 }, LinkConditions.None)).Should().Throw<NotSupportedException>().WithMessage("*CONFIG_NET_SCH_NETEM*managed wire*");
        Tool.RunIn(Red, "tc", "qdisc", "show", "dev", "a0").Should().NotContain("tbf", "nothing was changed");
    }

    [Fact]
    public void The_order_is_preserved_by_a_rate_of_netem()
    {
        LinkConditions conditions = new() { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5) };
        KernelLinkBackEnd.Netem(conditions).Rate.Should().BeNull();
        KernelLinkBackEnd.Netem(conditions with { PreserveOrder = true }).Rate.Should().NotBeNull();
    }
}
