using System.Diagnostics;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>nsenter of the command-line tools, beside that of util-linux.</summary>
[Collection("The kernel")]
public sealed class NsToolsNsenterTests
{
    /// <summary>Command lines after the name and the target, with '|' between words.</summary>
    public static TheoryData<string> Alike =>
    [
        "-U|--preserve-credentials|-n|ip|-br|link",
        "-U|--preserve-credentials|-m|-r|-w|pwd",
        "-U|--preserve-credentials|-m|-r|pwd",
        "-U|--preserve-credentials|-m|-W/usr|pwd",
        "-U|--preserve-credentials|-m|--wdns=/nosuch|pwd",
        "-U|--preserve-credentials|-w/tmp|pwd",
        "-U|--preserve-credentials|-p|sh|-c|kill -9 $$",
        "-U|--preserve-credentials|-m|-p|sh|-c|ls -d /proc/1 /proc/sys",
        "-U|--preserve-credentials|-p|-F|readlink|/proc/self/ns/user",
        "-U|--preserve-credentials|-u|hostname",
        "-U|--preserve-credentials|no-such-program",
        "-n/nosuch|true",
        "-n/etc/hostname|true",
        "-U|true",
        "-U|--preserve-credentials|-r/etc/passwd|true",
        "-U|--preserve-credentials|-r/etc/passwd|-w/tmp|true",
        "-U|--preserve-credentials|-w/etc/passwd|true",
        "-U|--preserve-credentials|-u=/proc/self/ns/uts|-w=/tmp|pwd",
        "-U/proc/self/ns/user|true",
        "--nosuch",
        "-u/proc/self/ns/net|true",
        "-n/etc/passwd|true",
        "-r/nosuch|true",
    ];

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task Does_what_the_original_does(string words)
    {
        if (words.StartsWith("-t1|", StringComparison.Ordinal))
        {
            Require.AnotherFirstProcess();
        }

        using NamespaceProcess target = StartTarget();
        await NsTool.ShouldBeLikeTheOriginalAsync(["nsenter", "-t", $"{target.Id}", .. words.Split('|')]);
    }

    [Theory]
    [InlineData("-w|true")]
    [InlineData("-t|999999999|-n|true")]
    public async Task Without_a_target_it_says_what_is_missing(string words) => await NsTool.ShouldBeLikeTheOriginalAsync(["nsenter", .. words.Split('|')]);

    /// <summary>What the original says since util-linux 2.42.</summary>
    [Theory]
    [InlineData("true", "no namespace specified")]
    [InlineData("-S|0|no-such-program", "no namespace specified")]
    [InlineData("-r/|--wdns=/nosuch|true", "no namespace specified")]
    [InlineData("-n|true", "no target PID specified")]
    [InlineData("-N|0|true", "no target PID specified")]
    [InlineData("--user-parent|true", "no target PID specified")]
    [InlineData("-a|true", "stat of /proc/0/ns/user failed: No such file or directory")]
    [InlineData("-S|follow|-n/proc/self/ns/net|true", "neither filename nor target pid supplied for ")]
    [InlineData("-t|x|-n|true", "invalid PID argument")]
    [InlineData("-t|0|-n|true", "invalid PID argument")]
    [InlineData("-t|1:0|-n|true", "invalid PID argument")]
    [InlineData("-t|1:x|-n|true", "invalid PID argument")]
    [InlineData("-w/|-W|true", "options --wd and --wdns cannot be combined")]
    [InlineData("--wdns=/|-w|true", "options --wdns and --wd cannot be combined")]
    [InlineData("-S|-1|true", "failed to parse uid: '-1': Numerical result out of range")]
    [InlineData("-G|1x|true", "failed to parse gid: '1x'")]
    [InlineData("-n:|true", "failed to parse nsid: ")]
    [InlineData("-n:x|true", "failed to parse nsid: x")]
    [InlineData("-n:-1|true", "failed to parse nsid: -1")]
    [InlineData("-n./:x|true", "cannot open ./:x: No such file or directory")]
    [InlineData("-u/nosuch2|-i/nosuch1|true", "cannot open /nosuch2: No such file or directory")]
    [InlineData("-n|-t|x|-S|y|true", "invalid PID argument")]
    [InlineData("-t|1|-t|1|-n|true", "option --target may be given only once")]
    public async Task Mistakes_are_told_in_the_words_of_the_newer_original(string words, string error)
    {
        SampleResult result = await NsTool.RunAsync(["nsenter", .. words.Split('|')]);
        result.Errors.Split('\n')[0].Should().Be($"nsenter: {error}");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Ids_that_follow_the_target_are_those_of_its_user_namespace()
    {
        Require.UserNamespaces();
        await using NamespaceProcess target = NamespaceProcess.Start(
            new("sleep", "1000")
            {
                NewNamespaces = NamespaceTypes.User,
                IdMap = new IdMap { Users = [new IdRange(5, IdMap.CurrentUser.Users[0].Outside)], Groups = [new IdRange(6, IdMap.CurrentUser.Groups[0].Outside)] },
            },
            TestContext.Current.CancellationToken);
        string[] enter = ["nsenter", "-t", $"{target.Id}", "-S", "follow", "-G", "follow"];
        SampleResult inside = await NsTool.RunAsync([.. enter, "-U", "sh", "-c", "id -u; id -g"]);
        // The original drops the supplementary groups outside or inside, and fails where both are denied.
        bool denied = IsDenied($"/proc/{target.Id}") && (IsDenied("/proc/self") || !Require.HasPrivileges);
        (inside.Output, inside.Errors).Should().Be(denied ? (string.Empty, "nsenter: setgroups failed: Operation not permitted\n") : ("5\n6\n", string.Empty));
        if (Require.HasPrivileges && !IsDenied("/proc/self"))
        {
            (await NsTool.RunAsync([.. enter, "-u", "sh", "-c", "id -u; id -g"])).Output.Should().Be($"{IdMap.CurrentUser.Users[0].Outside}\n{IdMap.CurrentUser.Groups[0].Outside}\n");
        }

        static bool IsDenied(string process) => File.ReadAllText($"{process}/setgroups").StartsWith("deny", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_is_entered_by_its_number_where_the_kernel_can()
    {
        Require.Privileges();
        using Namespace own = Namespace.OpenCurrent(NamespaceTypes.Uts);
        ulong id = own.GetReference().Id ?? 1;
        SampleResult result = await NsTool.RunAsync("nsenter", $"--uts=:{id}", "echo", "entered");
        if (Environment.OSVersion.Version >= new Version(6, 19))
        {
            result.Output.Should().Be("entered\n", result.Errors);
        }
        else
        {
            result.Errors.Should().StartWith($"nsenter: cannot open namespace of id {id}: ");
            result.ExitCode.Should().Be(1);
        }
    }

    [Fact]
    public async Task What_is_the_own_of_the_target_is_entered_all_at_once()
    {
        using NamespaceProcess target = StartTarget();
        SampleResult result = await NsTool.RunAsync("nsenter", "-t", $"{Environment.ProcessId}", "-U", "true");
        result.Errors.Split('\n')[0].Should().Be("nsenter: reassociate to namespaces failed: Invalid argument");
        result = await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "--user-parent", "true");
        result.Errors.Split('\n')[0].Should().Be("nsenter: reassociate to namespace 'ns/user' failed: Invalid argument");
        result = await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-U", "--preserve-credentials", "-S", "5", "true");
        result.Errors.Split('\n')[0].Should().Be("nsenter: setuid() failed: Invalid argument");
    }

    [Fact]
    public async Task A_directory_of_another_view_is_an_argument_that_may_be_left_out()
    {
        using NamespaceProcess target = StartTarget();
        SampleResult result = await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-U", "--preserve-credentials", "-W", "echo", "-W");
        result.Output.Should().Be("-W\n", result.Errors);
    }

    [Fact]
    public async Task The_tool_stops_with_the_program_and_goes_on_with_it()
    {
        using NamespaceProcess target = StartTarget();
        using Process tool = NsTool.Start([.. NsTool.Command, "nsenter", "-t", $"{target.Id}", "-U", "-p", "--preserve-credentials", "sh", "-c", "echo ready; kill -STOP $$; echo on; exit 3"]);
        await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{tool.Id}/stat").Contains(") T ", StringComparison.Ordinal), TimeSpan.FromSeconds(10)).Should().BeTrue();
        Tool.Kill("-CONT", $"{tool.Id}");
        (await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).Should().Be("on");
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        tool.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_signal_for_the_tool_ends_it()
    {
        using NamespaceProcess target = StartTarget();
        using Process tool = NsTool.Start([.. NsTool.Command, "nsenter", "-t", $"{target.Id}", "-U", "-p", "--preserve-credentials", "sh", "-c", "echo ready; exec sleep 1000"]);
        await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Tool.Kill("-TERM", $"{tool.Id}");
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        tool.ExitCode.Should().Be(128 + 15);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("true")]
    [InlineData("--preserve-credentials|true")]
    [InlineData("--preserve-credentials|no-such-program")]
    public async Task Root_inside_is_who_comes_in(string words)
    {
        Require.RootOfTheMachine();
        using NamespaceProcess target = StartTarget();
        await NsTool.ShouldBeLikeTheOriginalAsync(["nsenter", "-t", $"{target.Id}", "-a", .. words.Split('|')]);
    }

    [Fact]
    public async Task The_user_namespace_is_found_by_what_it_owns()
    {
        using NamespaceProcess target = StartTarget();
        string net = $"--net=/proc/{target.Id}/ns/net";
        SampleResult result = await NsTool.RunAsync("nsenter", net, "--user-parent", "--preserve-credentials", "readlink", "/proc/self/ns/user");
        result.Output.Should().Be(Tool.Run("readlink", $"/proc/{target.Id}/ns/user"), result.Errors);
    }

    [Fact]
    public async Task The_environment_is_that_of_the_target()
    {
        using NamespaceProcess target = StartTarget();
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-U", "--preserve-credentials", "-e", "sh", "-c", "echo $OF_TARGET")).Output.Should().Be("yes\n");
    }

    [Fact]
    public async Task Another_process_is_not_taken_for_the_target()
    {
        using NamespaceProcess target = StartTarget();
        ulong inode = NamespaceProcess.Inode(target.Id);
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}:{inode}", "-U", "--preserve-credentials", "true")).ExitCode.Should().Be(0);
        SampleResult result = await NsTool.RunAsync("nsenter", "-t", $"{target.Id}:{inode + 1}", "-U", "--preserve-credentials", "true");
        result.ExitCode.Should().Be(1);
        result.Errors.Split('\n')[0].Should().Be($"nsenter: failed to obtain a valid file descriptor for PID {target.Id}: No such process");
    }

    private static NamespaceProcess StartTarget()
    {
        Require.UserNamespaces();
        return NamespaceProcess.Start(new NamespaceProcessStartInfo("sleep", "1000")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Mount | NamespaceTypes.Network | NamespaceTypes.Uts | NamespaceTypes.Ipc,
            IdMap = IdMap.CurrentUserAsRoot,
            HostName = "target",
            Mounts = { Mount.Proc() },
            WorkingDirectory = "/usr",
            Environment = { ["OF_TARGET"] = "yes" },
        });
    }

    [Fact]
    public async Task The_network_namespace_of_a_socket_is_entered()
    {
        Require.NetworkNamespaces();
        using NamespaceProcess owner = NamespaceProcess.Start(
            new("sleep", "1000") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Network, IdMap = IdMap.CurrentUserAsRoot }, TestContext.Current.CancellationToken);
        using NetNamespace network = NetNamespace.OpenProcess(owner.Id);
        using SafeHandle socket = network.CreateSocketHandle(Linux.AF_INET, Linux.SOCK_DGRAM, 0);
        // It has a socket of a namespace that it is not in.
        NamespaceProcessStartInfo info = new("sleep", "1000") { NewNamespaces = NamespaceTypes.Network, Descriptors = { [9] = socket } };
        info.JoinNamespaces.Add(owner.Id, NamespaceTypes.User);
        using NamespaceProcess target = NamespaceProcess.Start(info, TestContext.Current.CancellationToken);
        SampleResult result = await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-U", "--preserve-credentials", "-N", "9", "readlink", "/proc/self/ns/net");
        result.Output.Should().Be($"net:[{network.Identity.Inode}]\n", result.Errors);
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-N", "77", "true")).Errors.Should().StartWith("nsenter: pidfd_getfd(3, 77): Bad file descriptor");
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-N", "0", "true")).Errors.Should().StartWith("nsenter: ioctl(4, SIOCGSKNS): ");
        (await NsTool.RunAsync("nsenter", "-N", "9", "true")).Errors.Should().StartWith("nsenter: no target PID specified");
    }
}
