using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Kinds;

public sealed class IdTableTests
{
    [Fact]
    public void Ids_are_found_at_both_ends_of_each_range()
    {
        IReadOnlyList<IdRange> map = IdMapReader.Parse("         0     100000       1000\n      5000 4294967294          1\n      6000 4294967295       1000\n");
        map.Should().Equal(new IdRange(0, 100000, 1000), new IdRange(5000, 4294967294), new IdRange(6000, 4294967295, 1000));
        IdMapReader.Inside(map, 100000).Should().Be(0);
        IdMapReader.Inside(map, 100999).Should().Be(999);
        IdMapReader.Inside(map, 101000).Should().BeNull();
        IdMapReader.Inside(map, 99999).Should().BeNull();
        IdMapReader.Inside(map, 4294967294).Should().Be(5000);
        IdMapReader.Outside(map, 999).Should().Be(100999);
        IdMapReader.Outside(map, 1000).Should().BeNull();
        IdMapReader.Outside(map, 6000).Should().BeNull("nobody out here is that");
        IdMapReader.Inside(map, 4294967295).Should().BeNull();
        IdMapReader.Inside(IdMapReader.Parse("         0          0 4294967295\n"), 4294967294).Should().Be(4294967294);
        IdMapReader.Parse(string.Empty).Should().BeEmpty();
    }

    [Theory]
    [InlineData("0 0")]
    [InlineData("0 0 1 2")]
    [InlineData("0 -1 1")]
    [InlineData("0 0 4294967296")]
    [InlineData("a b c")]
    public void What_is_no_map_is_an_error(string text)
    {
        Action act = () => IdMapReader.Parse(text);
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Process_ids_are_read_from_the_outermost_inwards()
    {
        PidTables.ParseIds("Name:\tx\\nNSpid:\t9\nNStgid:\t5\t6\nNSpid:\t100\t20\t1\nNSpgid:\t7\n").Should().Equal(100, 20, 1);
        PidTables.ParseIds("Name:\tx\n").Should().BeEmpty();
        Action act = () => PidTables.ParseIds("NSpid:\t99999999999\n");
        act.Should().Throw<InvalidDataException>();
    }
}
