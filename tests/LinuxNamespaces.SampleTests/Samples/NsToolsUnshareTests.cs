using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>unshare of the command-line tools, beside that of util-linux.</summary>
[Collection("The kernel")]
public sealed class NsToolsUnshareTests
{
    private const string Script = "id; cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups";

    /// <summary>Command lines after the name, with '|' between words.</summary>
    public static TheoryData<string> Alike =>
    [
        $"-Ur|sh|-c|{Script}",
        $"-c|sh|-c|{Script}",
        $"-U|sh|-c|{Script}",
        $"-U|--map-user=5|sh|-c|{Script}",
        $"--map-group|7|sh|-c|{Script}",
        $"-U|--setgroups|deny|sh|-c|{Script}",
        "-Urpf|--mount-proc|sh|-c|echo $$; ls /proc | grep -c '^[0-9]'",
        "-Urn|sh|-c|ls /sys/class/net; ip -br link",
        "-Uru|sh|-c|hostname inside; hostname",
        "-Ur|--keep-caps|grep|Cap|/proc/self/status",
        "-Ur|-G|0|true",
        "-UrT|--boottime|300000000|--monotonic|100|cat|/proc/self/timens_offsets",
        "-Urm|--propagation|slave|true",
        "-UrC|sh|-c|cut -d: -f1 /proc/self/cgroup",
        "-Ur|-R|/usr|/bin/pwd",
        "-w|/usr|pwd",
        "-f|sh|-c|kill -15 $$",
        "-f|sh|-c|exit 7",
        "sh|-c|exit 7",
        "no-such-program",
        "-f|no-such-program",
        "/etc/passwd",
        "-R|/nosuch|true",
        "-R|/usr|/nosuch",
        "-G|0|true",
        "-S|0|-G|0|true",
        "-n|true",
        "--nosuch",
        "-Q",
        "--map-user",
        "--fork=x",
        "--nosuch=x",
        "--kill-child=FOO|true",
        "--propagation=x|true",
        "--setgroups|x|true",
        "--setgroups|allow|-r|true",
        "--setgroups|deny|true",
        "-S|x|true",
        "--monotonic|x|-T|true",
    ];

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task Does_what_the_original_does(string words)
    {
        Require.UserNamespaces();
        await NsTool.ShouldBeLikeTheOriginalAsync(["unshare", .. words.Split('|')]);
    }

    /// <summary>What the original says since util-linux 2.42.</summary>
    [Theory]
    [InlineData("-w|/nosuch|true", "cannot change directory to /nosuch: No such file or directory")]
    [InlineData("-w||true", "cannot change directory to : No such file or directory")]
    [InlineData("-U|-S|5|true", "setuid() failed: Invalid argument")]
    [InlineData("--monotonic|1|true", "options --monotonic and --boottime require unsharing of a time namespace (-T)")]
    [InlineData("-T|-r|--monotonic|9223372036854775807|true", "failed to write to /proc/self/timens_offsets: Numerical result out of range")]
    [InlineData("-T|--monotonic|9223372036854775808|true", "failed to parse monotonic offset: '9223372036854775808': Numerical result out of range")]
    [InlineData("-S|-1|true", "failed to parse uid: '-1': Numerical result out of range")]
    [InlineData("-S|4294967295|true", "failed to parse uid: '4294967295': Numerical result out of range")]
    [InlineData("--map-user=x|true", "failed to parse uid 'x'")]
    [InlineData("--map-group=4294967295|true", "failed to parse gid '4294967295'")]
    [InlineData("--map-users|a:b:c|true", "invalid mapping 'a:b:c'")]
    [InlineData("--map-users|1:2|true", "invalid mapping '1:2'")]
    [InlineData("--map-groups|1,2,3,4|true", "invalid mapping '1,2,3,4'")]
    [InlineData("--owner|1|true", "failed to parse owner")]
    [InlineData("--owner|root:root|true", "failed to parse owner")]
    [InlineData("--kill-child=15|true", "unknown signal: 15")]
    [InlineData("--kill-child=RTMIN+31|true", "unknown signal: RTMIN+31")]
    [InlineData("-r|--mount-binfmt|true", "mount /proc failed: Operation not permitted")]
    [InlineData("-r|--mount-proc|-R|/usr|true", "mount /proc failed: No such file or directory")]
    [InlineData("-rpf|--mount-proc=nosuch|true", "mount nosuch failed: No such file or directory")]
    [InlineData("-r|--mount-proc=|true", "mount  failed: No such file or directory")]
    public async Task Mistakes_are_told_in_the_words_of_the_newer_original(string words, string error)
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(["unshare", .. words.Split('|')]);
        result.Errors.Split('\n')[0].Should().Be($"unshare: {error}");
        result.ExitCode.Should().Be(1);
    }

    [Theory]
    [InlineData("-S| 0|-U|--map-user=+0|--map-users=0:0:0|--kill-child=SIGRTMIN+3|true")]
    [InlineData("-r|--kill-child=cld|true")]
    public async Task Numbers_and_signals_are_read_as_the_original_does(string words)
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(["unshare", .. words.Split('|')]);
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("", 127, "unshare: failed to execute : No such file or directory\n")]
    [InlineData("no-such-program", 127, "unshare: failed to execute no-such-program: No such file or directory\n")]
    public async Task Without_a_program_there_is_nothing_to_run(string program, int exitCode, string errors)
    {
        SampleResult result = await NsTool.RunAsync("unshare", "-f", program);
        result.Errors.Should().StartWith(errors);
        result.ExitCode.Should().Be(exitCode);
    }

    [Theory]
    [InlineData("SHELL=/bin/echo", 0, "\n", "")]
    [InlineData("SHELL=echo", 127, "", "unshare: failed to execute echo: No such file or directory\n")]
    [InlineData("SHELL=", 0, "", "")]
    public async Task A_shell_is_run_where_it_is(string variable, int exitCode, string output, string errors)
    {
        SampleResult result = await NsTool.RunAsync(["env", variable], "unshare");
        result.Should().Be(new SampleResult(exitCode, output, errors));
    }

    [Fact]
    public async Task The_program_takes_the_place_of_the_tool()
    {
        Require.UserNamespaces();
        using Process process = NsTool.Start([.. NsTool.Command, "unshare", "-Urn", "sh", "-c", "echo $$; read end"]);
        string id = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
        id.Should().Be($"{process.Id}");
        Tool.Run("readlink", $"/proc/{process.Id}/ns/net").Should().NotBe(Tool.Run("readlink", "/proc/self/ns/net"));
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData()]
    [InlineData("--fork")]
    public async Task A_namespace_is_kept_by_a_file(params string[] options)
    {
        Require.Privileges();
        string file = Path.GetTempFileName();
        try
        {
            SampleResult result = await NsTool.RunAsync(["unshare", .. options, $"--uts={file}", "hostname", "kept"]);
            result.Errors.Should().BeEmpty();
            Tool.Run("nsenter", $"--uts={file}", "hostname").Trim().Should().Be("kept");
            (await NsTool.RunAsync("nsenter", $"--uts={file}", "hostname")).Output.Trim().Should().Be("kept");
        }
        finally
        {
            Tool.Run("umount", file);
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData()]
    [InlineData("--fork")]
    public async Task Who_may_not_mount_is_told_what_was_to_be_kept_where(params string[] options)
    {
        Assert.SkipWhen(Require.HasPrivileges, "This is about users without CAP_SYS_ADMIN.");
        Require.UserNamespaces();
        string file = Path.GetTempFileName();
        string[] command = ["unshare", "--user", .. options, $"--uts={file}", "true"];
        SampleResult[] results = [await NsTool.RunOriginalAsync(command), await NsTool.RunAsync(command)];
        File.Delete(file);
        results.Should().AllSatisfy(result =>
        {
            result.Errors.Split('\n')[0].Should().Match($"unshare: mount /proc/*/ns/uts on {file} failed: Operation not permitted");
            result.ExitCode.Should().Be(1);
        });
    }

    [Fact]
    public async Task A_pid_namespace_without_a_process_cannot_be_kept()
    {
        Require.Privileges();
        string file = Path.GetTempFileName();
        SampleResult result = await NsTool.RunAsync("unshare", $"--pid={file}", "true");
        Tool.Run("findmnt", "-n", "-o", "TARGET").Should().NotContain(file);
        File.Delete(file);
        result.ExitCode.Should().Be(1);
        result.Errors.Should().MatchRegex($"^unshare: mount /proc/[0-9]+/ns/pid_for_children on {file} failed: No such file or directory");
    }

    [Fact]
    public async Task A_descriptor_is_passed_on()
    {
        SampleResult result = await NsTool.RunAsync(["sh", "-c", "exec 7</proc/sys/kernel/ostype; exec \"$@\"", "sh"], "unshare", "-Urf", "cat", "/proc/self/fd/7");
        result.Output.Should().Be("Linux\n");
        const string count = "exec 7</proc/sys/kernel/ostype; ls /proc/self/fd | wc -l";
        string without = (await NsTool.RunOriginalAsync([.. NsTool.WithoutInheritedDescriptors, "sh", "-c", count])).Output;
        (await NsTool.RunAsync(NsTool.WithoutInheritedDescriptors, "unshare", "-Ur", "sh", "-c", count)).Output.Should().Be(without, "nothing of the tool itself is left open");
    }

    [Theory]
    [InlineData("--clear-env", "")]
    [InlineData("--clear-env|--whitelist-env|KEPT,NONE,TWO", "KEPT=1 TWO=2")]
    [InlineData("--whitelist-env=KEPT", "KEPT=1")]
    [InlineData("--whitelist-env|TWO|--whitelist-env|KEPT", "KEPT=1 TWO=2")]
    [InlineData("--whitelist-env=", "")]
    [InlineData("--whitelist-env=,,KEPT,", "KEPT=1")]
    public async Task The_environment_can_be_left_behind(string options, string expected)
    {
        SampleResult result = await NsTool.RunAsync(["env", "KEPT=1", "TWO=2", "LOST=3"], ["unshare", .. options.Split('|'), "/usr/bin/env"]);
        string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)).Should().Be(expected, result.Errors);
    }

    [Fact]
    public async Task A_signal_is_forwarded_when_asked_for()
    {
        Require.UserNamespaces();
        using Process process = NsTool.Start([.. NsTool.Command, "unshare", "-Urpf", "--forward-signals", "sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done"]);
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Tool.Run("sh", "-c", $"kill -TERM {process.Id}");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(6)]
    public async Task Who_waits_for_the_tool_is_told_the_signal_that_ended_the_program(int signal)
    {
        await using NamespaceProcess tool = NamespaceProcess.Start(new(NsTool.Command[0], [.. NsTool.Command[1..], "unshare", "-f", "sh", "-c", $"ulimit -c 0; kill -{signal} $$"])
        {
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
            Limits = { [ResourceLimit.Core] = new(0) },
        }, TestContext.Current.CancellationToken);
        (await tool.WaitForExitAsync(TestContext.Current.CancellationToken)).SignalNumber.Should().Be(signal);
    }

    [Fact]
    public async Task The_child_is_killed_with_the_tool_when_asked_for()
    {
        Require.UserNamespaces();
        using Process process = NsTool.Start([.. NsTool.Command, "unshare", "-Urpf", "--kill-child", "sh", "-c", "echo ready; exec sleep 1000"]);
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        process.Kill();
        // The end of the output: nobody has it open any more.
        (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Should().BeNull();
    }

    [Theory]
    [InlineData("unshare")]
    [InlineData("nsenter")]
    [InlineData("bwrap")]
    public async Task Help_tells_every_option(string tool)
    {
        string help = (await NsTool.RunAsync(tool, "--help")).Output;
        string completion = (await NsTool.RunAsync("completion", "bash")).Output.Split($"_nstools_{tool}()")[1].Split("complete -F")[0];
        string[] options = [.. completion.Split('\'')[1].Split(' ')];
        options.Should().HaveCountGreaterThan(10).And.OnlyContain(option => help.Contains(option, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nosuch:dir:bin", "script|a|b")]
    [InlineData("dir:bin", "-f|script|a")]
    [InlineData("dir:bin", "plain")]
    [InlineData("dir:bin", "-f|plain")]
    [InlineData("bin:nosuch", "directory")]
    [InlineData("dir/plain:bin", "broken")]
    [InlineData("bin:dir/plain", "no-such-program")]
    [InlineData("bin", "-f|no-such-program")]
    [InlineData("nosuch", "dir/plain")]
    [InlineData("nosuch", "bin/script|a")]
    [InlineData("bin", "bin/broken")]
    public async Task The_program_is_looked_for_as_the_C_library_does(string path, string words)
    {
        Require.UserNamespaces();
        using TemporaryDirectory files = new();
        const string script = """
            cd "$0"; mkdir dir bin bin/directory; echo > dir/plain; echo 'echo script $*' > bin/script; echo '#!/nosuch' > bin/broken; chmod +x bin/script bin/broken
            """;
        (await NsTool.RunOriginalAsync("sh", "-c", script, files.Path)).ExitCode.Should().Be(0);
        string search = string.Join(':', path.Split(':').Select(part => Path.Combine(files.Path, part)));
        string[] command = ["unshare", "-U", .. words.Split('|').Select(word => word.Contains('/', StringComparison.Ordinal) ? Path.Combine(files.Path, word) : word)];
        string unshare = Tool.Run("sh", "-c", "command -v unshare").TrimEnd();
        await NsTool.ShouldBeAlikeAsync(
            () => NsTool.RunOriginalAsync(["env", $"PATH={search}", unshare, .. command[1..]]),
            () => NsTool.RunAsync(["env", $"PATH={search}"], command),
            result => result with { Errors = result.Errors.Split('\n')[0] });
    }

    [Fact]
    public async Task An_interpreter_that_is_opened_at_once_may_be_outside_of_the_root_directory()
    {
        Require.RootOfTheMachine();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 7), "There is one binfmt_misc for all.");
        using TemporaryDirectory files = new();
        string outside = Path.Combine(files.Path, "echo");
        File.Copy("/bin/echo", outside);
        string root = Directory.CreateDirectory(Path.Combine(files.Path, "root")).FullName;
        const string script = """
            cd "$0"; mkdir proc usr; mount --rbind /usr usr; ln -s usr/bin usr/lib usr/lib64 .; printf '\1\2\3\4' > program; chmod +x program; exec "$@"
            """;
        string[] wrapper = ["unshare", "-m", "sh", "-c", script, root];
        SampleResult result = await NsTool.RunAsync(wrapper, "unshare", "-rpf", "--load-interp", $@":lns:M::\x01\x02\x03\x04::{outside}:F", "-R", root, "/program", "argument");
        result.Output.Should().Be("/program argument\n", result.Errors);
    }

    [Fact]
    public async Task Another_interpreter_is_used_inside_only()
    {
        Require.RootOfTheMachine();
        using TemporaryDirectory files = new();
        string program = Path.Combine(files.Path, "program");
        await File.WriteAllBytesAsync(program, [1, 2, 3, 4], TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        SampleResult result = await NsTool.RunAsync("unshare", "-rpf", "--load-interp", @":lns:M::\x01\x02\x03\x04::/bin/echo:", program, "argument");
        // Before kernel 6.7 there is one for all, which is not for user namespaces.
        bool isNew = Environment.OSVersion.Version >= new Version(6, 7);
        result.Output.Should().Be(isNew ? $"{program} argument\n" : string.Empty, result.Errors);
    }
}
