using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests.Processes;

public sealed class NewUserNamespaceTests
{
    [Fact]
    public void Without_a_map_the_process_stays_who_it_is_and_nothing_is_mapped_only_when_that_is_said()
    {
        NewUserNamespace.MapOf(new("true")).Should().BeNull("there is no user namespace");
        NewUserNamespace.MapOf(new("true") { NewNamespaces = NamespaceTypes.User }).Should().BeEquivalentTo(IdMap.CurrentUser);
        NewUserNamespace.MapOf(new("true") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.Unmapped }).Should().BeNull();
        NewUserNamespace.MapOf(new("true") { NewNamespaces = NamespaceTypes.User, UserNamespaceOwner = (5, 6) })!.Users.Should().Equal(new IdRange(5, 5));
        (IdMap.Unmapped with { Users = [new(1, 2)] }).IsUnmapped.Should().BeFalse();
        Action neither = () => NamespaceProcess.Plan(new("true") { NewNamespaces = NamespaceTypes.User, IdMap = new IdMap() });
        neither.Should().Throw<ArgumentException>().WithMessage("*IdMap.Unmapped*");
    }

    [Fact]
    public void Ids_of_the_caller_are_expressed_by_those_of_the_namespace_in_between()
    {
        IdRange[] parent = [new(0, 1000), new(1, 100_000, 10), new(11, 200_000, 5)];
        NewUserNamespace.Translate([new(7, 1000)], parent, "user").Should().Equal(new IdRange(7, 0));
        NewUserNamespace.Translate([new(0, 100_002, 3)], parent, "user").Should().Equal(new IdRange(0, 3, 3));
        NewUserNamespace.Translate([new(0, 100_000, 4), new(50, 200_004)], parent, "user").Should().Equal(new IdRange(0, 1, 4), new IdRange(50, 15));
        IdRange[] adjacent = [new(0, 10, 5), new(100, 15, 5)];
        NewUserNamespace.Translate([new(3, 12, 6)], adjacent, "user").Should().Equal(new IdRange(3, 2, 3), new IdRange(6, 100, 3));
        Action missing = () => NewUserNamespace.Translate([new(0, 100_008, 4)], parent, "user");
        missing.Should().Throw<LinuxException>().WithMessage("*user 100010*");
    }
}
