using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>The sample that shows what namespaces of each kind hide, as the user of the tests and as one without privileges.</summary>
[Collection("The kernel")]
public sealed class NamespaceTourTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Semaphores_of_outside_and_inside_do_not_see_each_other(bool ordinary)
    {
        string[] answers = await RunAsync(ordinary, "ipc");
        string outside = Regex.Match(answers[0], @"Semaphore id: (\d+)").Groups[1].Value;
        Semaphores(answers[1]).Should().Contain(outside);
        Semaphores(answers[2]).Should().BeEmpty();
        string inside = Regex.Match(answers[3], @"Semaphore id: (\d+)").Groups[1].Value;
        Semaphores(answers[4]).Should().Equal(inside);
        Semaphores(answers[5]).Should().Contain(outside);
        Semaphores(Tool.Run("ipcs", "-s")).Should().NotContain(outside, "the sample removes it");

        static string[] Semaphores(string ipcs) => [.. Regex.Matches(ipcs, @"^ *0x[0-9a-f]+ +(\d+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_host_name_changes_inside_only(bool ordinary)
    {
        string own = Tool.Run("hostname").TrimEnd();
        (await RunAsync(ordinary, "uts")).Select(answer => answer.Trim()).Should().Equal(own, "born-inside", "", "changed-inside", own);
        Tool.Run("hostname").TrimEnd().Should().Be(own);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_user_is_root_inside(bool ordinary)
    {
        string[] answers = await RunAsync(ordinary, "user");
        string id = ordinary ? "1000" : Tool.Run("id", "-u").Trim();
        answers[0].Trim().Should().Be(id);
        answers[1].Trim().Should().Be("0");
        answers[2].Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("0", id, "1");
        answers[3].Should().MatchRegex("CapEff:\t0000[0-9a-f]*f+\n");
        answers[4].Trim().Should().Be("owner 0");
        answers[5].Trim().Should().Be($"owner {id}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_shell_is_the_first_process_inside(bool ordinary)
    {
        Require.Program("ps");
        string[] answers = await RunAsync(ordinary, "pid");
        answers[1].Trim().Should().Be("1");
        answers[2].Should().MatchRegex(@"\s1\s+0 sh\n\s+2\s+1 \S.*\n\s+3\s+1 ps ").And.NotContain("dotnet");
        Match outside = Regex.Match(answers[3], @"^ +(\d+) +\d+ sh\n +(\d+) +(\d+) ", RegexOptions.Multiline);
        string id = outside.Groups[1].Value;
        outside.Groups[3].Value.Should().Be(id);
        answers[4].Should().MatchRegex($@"NSpid:.*\t{id}\t1\n");
        answers[5].Should().Contain("gone");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_control_group_is_the_root_inside(bool ordinary)
    {
        string[] answers = await RunAsync(ordinary, "cgroup");
        string[] own = [.. (await File.ReadAllLinesAsync("/proc/self/cgroup", TestContext.Current.CancellationToken)).Select(line => line.Split(':', 3)[0])];
        answers[0].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 3)[0]).Should().Equal(own);
        answers[1].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Should().HaveSameCount(own).And.OnlyContain(line => line.EndsWith(":/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_file_system_is_there_inside_only(bool ordinary)
    {
        string[] answers = await RunAsync(ordinary, "mount");
        string directory = Regex.Match(answers[0], @"^\s*tmpfs (\S+) tmpfs ").Groups[1].Value;
        answers[1].Trim().Should().Be("inside");
        answers[2].Trim().Should().Be("not mounted");
        answers[3].Trim().Should().BeEmpty();
        Directory.Exists(directory).Should().BeFalse("the sample removes it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_is_there_inside_only(bool ordinary)
    {
        string[] answers = await RunAsync(ordinary, "net");
        answers[0].Should().Contain("lo").And.NotContain("tour0");
        answers[1].Should().Contain("lo").And.Contain("tour0");
        answers[2].Trim().Should().Be("no tour0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_machine_has_been_up_for_a_day_longer(bool ordinary)
    {
        string[] answers = await RunAsync(ordinary, "time");
        long[] seconds = [.. new[] { answers[0], answers[1], answers[3] }.Select(answer => long.Parse(answer, CultureInfo.InvariantCulture))];
        (seconds[1] - seconds[0]).Should().BeInRange(86400, 86460);
        (seconds[2] - seconds[0]).Should().BeInRange(0, 60);
        answers[2].Should().MatchRegex(@"boottime +86400 +0");
    }

    [Fact]
    public async Task Without_a_kind_all_are_shown_in_turn()
    {
        Require.Program("ps");
        (int exitCode, string output, string errors) = await ExitAsync(Start(ordinary: true));
        errors.Should().BeEmpty();
        exitCode.Should().Be(0);
        Regex.Matches(output, @"^(\w+): ", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Should().Equal("ipc", "uts", "user", "pid", "cgroup", "mount", "net", "time");
        Regex.Matches(output, "unshare --user --map-root-user").Should().HaveCount(8);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_has_everything_removed(string signal, int exitCode)
    {
        Require.Program("ps");
        using Process sample = Start(ordinary: false, "ipc", "mount");
        string output = string.Empty;
        while (!output.Contains("\ninside# ", StringComparison.Ordinal) && await sample.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            output += $"\n{line.TrimStart()}";
        }

        Tool.Run("sh", "-c", $"kill -{signal} {sample.Id}");
        (int actual, string rest, string errors) = await ExitAsync(sample);
        errors.Should().BeEmpty();
        actual.Should().Be(exitCode);
        string id = Regex.Match(output, @"Semaphore id: (\d+)").Groups[1].Value;
        rest.Should().Contain("Interrupted.").And.Contain($"ipcrm -s {id}");
        Tool.Run("ipcs", "-s").Should().NotMatchRegex($@"(?m)^0x\S+ +{id} ");
    }

    [Fact]
    public async Task An_unknown_kind_is_answered_with_those_there_are()
    {
        (int exitCode, string output, string errors) = await ExitAsync(Start(ordinary: false, "network"));
        exitCode.Should().Be(2);
        output.Should().BeEmpty();
        errors.Should().Contain("'network'").And.Contain("uts").And.Contain("mount");
    }

    /// <summary>Runs scenes; gives what each command answered.</summary>
    private static async Task<string[]> RunAsync(bool ordinary, params string[] kinds)
    {
        (int exitCode, string output, string errors) = await ExitAsync(Start(ordinary, kinds));
        errors.Should().BeEmpty();
        exitCode.Should().Be(0);
        string[] parts = Regex.Split(output.Split("\nRemoving everything:")[0], @"^  (?:(?:outside\$|inside#) .*|\S.*:   .*)\n", RegexOptions.Multiline);
        bool[] isCommand = [.. Regex.Matches(output, @"^  (?:(outside\$|inside#) .*|\S.*:   .*)\n", RegexOptions.Multiline).Select(match => match.Groups[1].Success)];
        return [.. parts.Skip(1).Where((_, index) => isCommand[index])];
    }

    private static Process Start(bool ordinary, params string[] arguments)
    {
        // User 1000 of a user namespace, without capabilities; the files of the tests are not shut to it.
        string[] wrapper = ordinary ? ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"] : [];
        string[] command = [.. wrapper, "dotnet", PathOfSample(), .. arguments];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> ExitAsync(Process sample)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_patience);
        try
        {
            Task<string> errors = sample.StandardError.ReadToEndAsync(deadline.Token);
            string output = await sample.StandardOutput.ReadToEndAsync(deadline.Token);
            await sample.WaitForExitAsync(deadline.Token);
            return (sample.ExitCode, output, await errors);
        }
        finally
        {
            if (!sample.HasExited)
            {
                sample.Kill();
            }

            sample.Dispose();
        }
    }

    private static string PathOfSample()
    {
        // .../tests/PROJECT/bin/CONFIGURATION/net10.0/
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        string repository = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(repository, "samples", "NamespaceTour", "bin", framework.Parent.Name, framework.Name, "NamespaceTour.dll");
    }
}
