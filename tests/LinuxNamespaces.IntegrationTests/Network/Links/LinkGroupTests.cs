using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Links;

/// <summary>Links that are deleted by their group, and links whose indexes the caller chooses.</summary>
[Collection("The kernel")]
public sealed class LinkGroupTests : KernelTest
{
    private const int Group = 77;

    [Fact]
    public void The_links_of_a_group_are_deleted_and_no_others()
    {
        VethPairOptions options = new() { First = new LinkOptions { Group = Group } };
        for (int i = 0; i < 5; i++)
        {
            VethPair.Create(Red, $"group{i}", Blue, $"group{i}", options);
        }

        VethPair.Create(Red, "other", Blue, "other");
        Red.Links.DeleteGroup(Group);
        Names(Red).Should().BeEquivalentTo("lo", "other");
        Names(Blue).Should().BeEquivalentTo("lo", "other");
    }

    [Fact]
    public void A_group_without_links_is_an_error() =>
        FluentActions.Invoking(() => Red.Links.DeleteGroup(Group)).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);

    [Fact]
    public void The_group_of_all_new_links_cannot_be_deleted() =>
        FluentActions.Invoking(() => Red.Links.DeleteGroup(0)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Both_ends_of_a_pair_get_the_indexes_that_the_caller_chose()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0", new VethPairOptions
        {
            First = new LinkOptions { Index = 700 },
            Second = new LinkOptions { Index = 800 },
        });
        (pair.First.Index, pair.Second.Index).Should().Be((700, 800));
        LinkOracle.Find(Red, "veth0").Number("ifindex").Should().Be(700);
        LinkOracle.Find(Blue, "veth0").Number("ifindex").Should().Be(800);
    }

    private static IEnumerable<string?> Names(NetNamespace netNamespace) =>
        Tool.Json(netNamespace, "ip", "-j", "link", "show").Select(link => link.GetProperty("ifname").GetString());
}
