using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>The id maps that unshare of the command-line tools writes.</summary>
[Collection("The kernel")]
public sealed class NsToolsMapTests
{
    [Fact]
    public async Task All_ids_can_be_mapped_with_privilege()
    {
        Assert.SkipUnless(Require.IsRootOfTheMachine, "This needs the ids of the whole machine.");
        SampleResult result = await NsTool.RunAsync("unshare", "--map-users=0:0:1000", "--map-groups=0:0:1000", "cat", "/proc/self/uid_map", "/proc/self/gid_map");
        result.Errors.Should().BeEmpty();
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2).And.OnlyContain(line => line.TrimEnd().EndsWith(" 0       1000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0:1000:100", 10, "10 {0} 1; 0 1000 10; 11 1010 89")]
    [InlineData("0:1000:10", 0, "0 {0} 1; 1 1000 9")]
    [InlineData("0:1000:10", 9, "9 {0} 1; 0 1000 9")]
    [InlineData("0:1000:10", 50, "50 {0} 1; 0 1000 10")]
    [InlineData("0:0:10", 5, "5 {0} 1; 0 1 5; 6 6 4")]
    [InlineData("0:0:10", 50, "50 {0} 1; 0 1 9")]
    [InlineData("all", 0, "0 {0} 1; 1 1 4294967294")]
    public async Task A_hole_is_left_for_the_user(string range, int inside, string map)
    {
        Assert.SkipUnless(Require.IsRootOfTheMachine, "This needs the ids of the whole machine.");
        string own = Tool.Run("id", "-u").Trim();
        SampleResult result = await NsTool.RunAsync("unshare", $"--map-users={range}", $"--map-user={inside}", "cat", "/proc/self/uid_map");
        result.Errors.Should().BeEmpty();
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Should().BeEquivalentTo(string.Format(CultureInfo.InvariantCulture, map, own).Split("; "));
    }

    [Theory]
    [InlineData("--map-groups=0:0:1", "allow")]
    [InlineData("-r|--map-groups=5:5:1", "allow")]
    [InlineData("-r|--map-groups=5:5:1|--setgroups=allow", "allow")]
    [InlineData("-r|--map-users=5:5:1", "deny")]
    public async Task Groups_may_be_set_where_they_are_mapped_with_privilege(string words, string setGroups)
    {
        Assert.SkipUnless(Require.IsRootOfTheMachine, "This needs the ids of the whole machine.");
        SampleResult result = await NsTool.RunAsync(["unshare", .. words.Split('|'), "cat", "/proc/self/setgroups"]);
        result.Output.Should().Be($"{setGroups}\n", result.Errors);
    }

    [Theory]
    [InlineData("--map-root-user", "65534 65534")]
    [InlineData("--map-users|5:12345:1|--map-groups|6:23456:1", "5 6")]
    public async Task A_user_namespace_belongs_to_another_user_who_the_program_is(string words, string ids)
    {
        Require.RootOfTheMachine();
        using Process process = NsTool.Start([.. NsTool.Command, "unshare", "--owner", "12345:23456", .. words.Split('|'), "sh", "-c", "echo $(id -u) $(id -g); read end"]);
        (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).Should().Be(ids);
        using (UserNamespace created = UserNamespace.OpenProcess(process.Id))
        {
            created.GetOwnerUser().Should().Be(12345);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
