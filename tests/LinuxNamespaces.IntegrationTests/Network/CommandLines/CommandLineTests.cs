using System.Collections;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.CommandLines;

/// <summary>The tables of docs/from-ip-to-csharp.md: each command, run in one namespace, and its C#, run in another one, have the same effect.</summary>
/// <remarks>The list of lines is made of the page when the tests are built.</remarks>
[Collection("The kernel")]
public sealed partial class CommandLineTests : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Changes => [.. s_lines.Where(line => !line.IsQuestion).Select(line => line.Command)];

    public static TheoryData<string> Questions => [.. s_lines.Where(line => line.IsQuestion).Select(line => line.Command)];

    [Fact]
    public void The_page_has_its_lines() => s_lines.Select(line => line.Command).Should().HaveCountGreaterThan(85).And.OnlyHaveUniqueItems();

    [Theory]
    [MemberData(nameof(Changes))]
    public void Command_and_code_change_the_same(string command)
    {
        Prepare(command);
        string before = NetworkFacts.Read(Red);
        string? errors = Try(command);
        try
        {
            Find(command).Run(Blue);
        }
        catch (NotSupportedException e) when (Missing().Match(e.Message) is { Success: true } missing)
        {
            Assert.Skip($"The kernel has no {missing.Groups[1].Value}.");
        }

        errors.Should().BeNull("the C# succeeds");
        (string theirs, string ours) = (string.Empty, string.Empty);
        // The kernel tells of carriers and of addresses that it adds itself a moment later.
        bool agree = SpinWait.SpinUntil(
            () =>
            {
                (theirs, ours) = (NetworkFacts.Read(Red), NetworkFacts.Read(Blue));
                return theirs == ours && theirs != before;
            },
            s_long);
        theirs.Should().NotBe(before, "the command changes something");
        ours.Should().Be(theirs);
        agree.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Command_and_code_find_the_same(string command)
    {
        Prepare(command);
        object result = Find(command).Run(Blue)!;
        IEnumerable<object> items = result is IEnumerable list ? list.Cast<object>() : [result];
        string[] words = command.Split(' ');
        NetworkFacts.Identities(Tool.RunIn(Red, [words[0], "-j", .. words[1..]])).Should().NotBeEmpty().And.Equal(items.Select(NetworkFacts.Identity));
    }

    private static CommandLine Line(string command, Func<NetNamespace, object?> code) => new(command, code);

    private static CommandLine Line(string command, Action<NetNamespace> code) => new(command, red =>
    {
        code(red);
        return null;
    });

    private static CommandLine Find(string command) => s_lines.Single(line => line.Command == command);

    /// <summary>Sets both namespaces up as the page says.</summary>
    private void Prepare(string command)
    {
        Require.Program(command.Split(' ')[0]);
        NetworkFacts.SetUp(Red);
        NetworkFacts.SetUp(Blue);
    }

    private string? Try(string command)
    {
        try
        {
            Tool.RunIn(Red, command.Split(' '));
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"lacks ([\w ]+ \(CONFIG_\w+\))")]
    private static partial Regex Missing();

    /// <param name="Command">The words of the command, separated by spaces.</param>
    private sealed record CommandLine(string Command, Func<NetNamespace, object?> Run)
    {
        internal bool IsQuestion => Command.Split(' ') is var words && (words.Contains("show") || words.Contains("get"));
    }
}
