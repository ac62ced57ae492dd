using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.CommandLines;

/// <summary>Runs a command in one namespace and its C# in another one.</summary>
public abstract partial class CommandLineTest : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private protected void ShouldChangeTheSame(string command)
    {
        CommandLine line = Prepare(command);
        string before = NetworkFacts.Read(Red, line.Tool);
        string? errors = Try(line);
        try
        {
            line.Run(Blue);
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
                (theirs, ours) = (NetworkFacts.Read(Red, line.Tool), NetworkFacts.Read(Blue, line.Tool));
                return theirs == ours && theirs != before;
            },
            s_long);
        theirs.Should().NotBe(before, "the command changes something");
        ours.Should().Be(theirs);
        agree.Should().BeTrue();
    }

    /// <summary>Sets both namespaces up as the page says.</summary>
    private protected CommandLine Prepare(string command)
    {
        CommandLine line = CommandLine.Find(command);
        Require.Program(line.Tool);
        foreach (NetNamespace red in new[] { Red, Blue })
        {
            NetworkFacts.SetUp(red);
            switch (line.Tool)
            {
                case "tc":
                    NetworkFacts.AddClasses(red);
                    break;
                case "nft":
                    NetworkFacts.AddRules(red);
                    break;
            }
        }

        return line;
    }

    private string? Try(CommandLine line)
    {
        try
        {
            Tool.RunIn(Red, line.Words);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"lacks ([\w ]+ \(CONFIG_\w+\))")]
    private static partial Regex Missing();
}
