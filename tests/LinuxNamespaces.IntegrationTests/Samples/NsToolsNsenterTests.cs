using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Samples;

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
        "-U|--preserve-credentials|-m|-W|/usr|pwd",
        "-U|--preserve-credentials|-m|-W|/nosuch|pwd",
        "-U|--preserve-credentials|-w/tmp|pwd",
        "-U|--preserve-credentials|-p|sh|-c|kill -9 $$",
        "-U|--preserve-credentials|-m|-p|sh|-c|ls -d /proc/1 /proc/sys",
        "-U|--preserve-credentials|-p|-F|readlink|/proc/self/ns/user",
        "-U|--preserve-credentials|-u|hostname",
        "-a|--preserve-credentials|no-such-program",
        "-U|--preserve-credentials|no-such-program",
        "-n/nosuch|true",
        "-n/etc/hostname|true",
        "-U|true",
        "-n|true",
        "-a|true",
        "-a|--preserve-credentials|true",
        "-t1|-a|true",
        "-m|true",
        "-S|0|true",
        "-G|0|id|-G",
        "-r/|true",
        "-U/proc/self/ns/user|true",
        "--follow-context|true",
        "--nosuch",
        "-w/|-W/|true",
        "-u/proc/self/ns/net|true",
        "-n/etc/passwd|true",
        "-r/nosuch|true",
    ];

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task Does_what_the_original_does(string words)
    {
        using NamespaceProcess target = StartTarget();
        await NsTool.ShouldBeLikeTheOriginalAsync(["nsenter", "-t", $"{target.Id}", .. words.Split('|')]);
    }

    [Theory]
    [InlineData("-n|true")]
    [InlineData("-a|true")]
    [InlineData("-w|true")]
    [InlineData("-t|x|-n|true")]
    [InlineData("-t|999999999|-n|true")]
    public async Task Without_a_target_it_says_what_is_missing(string words) => await NsTool.ShouldBeLikeTheOriginalAsync(["nsenter", .. words.Split('|')]);

    [Fact]
    public async Task Root_inside_is_who_comes_in()
    {
        Require.RootOfTheMachine();
        using NamespaceProcess target = StartTarget();
        await NsTool.ShouldBeLikeTheOriginalAsync("nsenter", "-t", $"{target.Id}", "-a", "id");
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
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-e", "sh", "-c", "echo $OF_TARGET")).Output.Should().Be("yes\n");
    }

    [Fact]
    public async Task Another_process_is_not_taken_for_the_target()
    {
        using NamespaceProcess target = StartTarget();
        ulong inode = NamespaceProcess.Inode(target.Id);
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}:{inode}", "-U", "--preserve-credentials", "true")).ExitCode.Should().Be(0);
        SampleResult result = await NsTool.RunAsync("nsenter", "-t", $"{target.Id}:{inode + 1}", "-U", "--preserve-credentials", "true");
        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain($"not found for pid {target.Id}");
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
        Require.Program("python3");
        // A process that has a socket of a namespace that it has left.
        const string script = "import ctypes, os, socket; s = socket.socket(); os.set_inheritable(s.fileno(), True); os.dup2(s.fileno(), 9); print(os.readlink('/proc/self/ns/net'), flush=True); "
            + "ctypes.CDLL(None).unshare(0x40000000); input()";
        using NamespaceProcess target = NamespaceProcess.Start(new NamespaceProcessStartInfo("python3", "-c", script)
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Network,
            IdMap = IdMap.CurrentUserAsRoot,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        }, TestContext.Current.CancellationToken);
        using StreamReader reader = new(target.StandardOutput.AsStream());
        string first = (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!;
        SampleResult result = await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-U", "--preserve-credentials", "-N", "9", "readlink", "/proc/self/ns/net");
        result.Output.Should().Be($"{first}\n", result.Errors);
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-N", "77", "true")).Errors.Should().StartWith("nsenter: pidfd_getfd: Bad file descriptor");
        (await NsTool.RunAsync("nsenter", "-t", $"{target.Id}", "-N", "0", "true")).Errors.Should().StartWith("nsenter: ioctl(0, SIOCGSKNS): ");
        (await NsTool.RunAsync("nsenter", "-N", "9", "true")).Errors.Should().StartWith("nsenter: no target PID specified");
    }
}
