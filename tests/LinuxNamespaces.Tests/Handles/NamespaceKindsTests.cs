using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Handles;

public sealed class NamespaceKindsTests
{
    private static NamespaceTypes[] Flags { get; } = [.. Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None)];

    [Fact]
    public void The_list_has_each_flag_once() => NamespaceKinds.List.Select(kind => kind.Type).Should().Equal(Flags);

    [Fact]
    public void The_kinds_together_are_all_flags() => NamespaceKinds.All.Should().Be(Flags.Aggregate((all, type) => all | type));

    [Fact]
    public void Each_kind_has_a_name_and_a_rank_of_its_own()
    {
        NamespaceKinds.List.Select(kind => kind.ProcName).Should().OnlyHaveUniqueItems();
        NamespaceKinds.List.Select(kind => kind.CloneFlag).Should().OnlyHaveUniqueItems().And.OnlyContain(flag => flag.StartsWith("CLONE_NEW"));
        NamespaceKinds.List.Select(kind => kind.JoinRank).Should().BeEquivalentTo(Enumerable.Range(0, Flags.Length));
    }

    [Fact]
    public void The_user_namespace_is_entered_last_with_privilege_and_first_without()
    {
        NamespaceKinds.InJoinOrder(privileged: true).Should().BeEquivalentTo(Flags).And.EndWith(NamespaceTypes.User);
        NamespaceKinds.InJoinOrder(privileged: false).Should().BeEquivalentTo(Flags).And.StartWith(NamespaceTypes.User);
    }

    [Fact]
    public void Kinds_are_named_as_in_proc() =>
        NamespaceKinds.List.Where(kind => kind.IsInKernel).SelectMany(kind => new[] { kind.ProcName, kind.ForChildren }).OfType<string>()
            .Should().BeSubsetOf(Directory.GetFiles("/proc/self/ns").Select(Path.GetFileName));

    [Fact]
    public void Of_throws_unless_the_value_is_a_single_flag()
    {
        FluentActions.Invoking(() => NamespaceKinds.Of(NamespaceTypes.None)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => NamespaceKinds.Of(NamespaceTypes.Mount | NamespaceTypes.Network)).Should().Throw<ArgumentException>();
    }
}
