using System.Collections;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.CommandLines;

/// <summary>The tables of docs/from-ip-to-csharp.md: each command and its C# have the same effect.</summary>
[Collection("The kernel")]
public sealed class CommandLineTests : CommandLineTest
{
    public static TheoryData<string> Changes => [.. CommandLine.All.Where(line => line is { IsQuestion: false, IsOfKind: false }).Select(line => line.Command)];

    public static TheoryData<string> Questions => [.. CommandLine.All.Where(line => line.IsQuestion).Select(line => line.Command)];

    [Fact]
    public void The_page_has_its_lines() => CommandLine.All.Select(line => line.Command).Should().HaveCountGreaterThan(110).And.OnlyHaveUniqueItems();

    [Theory]
    [MemberData(nameof(Changes))]
    public void Command_and_code_change_the_same(string command) => ShouldChangeTheSame(command);

    [Theory]
    [MemberData(nameof(Questions))]
    public void Command_and_code_find_the_same(string command)
    {
        CommandLine line = Prepare(command);
        object result = line.Run(Blue)!;
        IEnumerable<object> items = result is IEnumerable list ? list.Cast<object>() : [result];
        NetworkFacts.Identities(Tool.RunIn(Red, [line.Tool, "-j", .. line.Words[1..]])).Should().NotBeEmpty().And.Equal(items.Select(NetworkFacts.Identity));
    }
}
