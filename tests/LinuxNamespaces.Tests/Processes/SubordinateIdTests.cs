using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests.Processes;

/// <summary>The map of the ids that a user may map, and what is said when they are not given.</summary>
public sealed class SubordinateIdTests
{
    [Fact]
    public void Lines_side_by_side_are_all_mapped() =>
        SubordinateIds.WithOwn(1000, [(100000, 10), (200000, 5)]).Should().Equal(new IdRange(0, 1000), new IdRange(1, 100000, 10), new IdRange(11, 200000, 5));

    [Fact]
    public void Lines_that_overlap_give_each_id_once() =>
        SubordinateIds.WithOwn(1000, [(100000, 10), (100005, 10), (99995, 30), (100000, 10)]).Should().Equal(
            new IdRange(0, 1000), new IdRange(1, 100000, 10), new IdRange(11, 100010, 5), new IdRange(16, 99995, 5), new IdRange(21, 100015, 10));

    [Fact]
    public void The_own_id_is_not_given_a_second_time() =>
        SubordinateIds.WithOwn(1000, [(998, 5)]).Should().Equal(new IdRange(0, 1000), new IdRange(1, 998, 2), new IdRange(3, 1001, 2));

    [Fact]
    public void Maps_of_overlapping_lines_are_valid()
    {
        IdMap map = new() { Users = SubordinateIds.WithOwn(0, [(0, uint.MaxValue - 1), (5, 7)]), Groups = SubordinateIds.WithOwn(5, [(0, uint.MaxValue - 1), (1, uint.MaxValue - 2)]) };
        map.Users.Sum(range => (long)range.Count).Should().BeLessThanOrEqualTo(uint.MaxValue);
        map.Groups.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(100000, 65536, true)]
    [InlineData(165536, 10, true)]
    [InlineData(165530, 16, true)]
    [InlineData(165530, 17, false)]
    [InlineData(99999, 2, false)]
    [InlineData(5, 1, false)]
    public void A_range_is_given_when_lines_give_all_of_it(uint first, uint count, bool given) =>
        IdMapRemedy.IsGiven([(165536, 10), (100000, 65536)], new IdRange(1, first, count)).Should().Be(given);
}
