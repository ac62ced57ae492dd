using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Samples;

/// <summary>bwrap of the command-line tools, beside the original where it is installed.</summary>
[Collection("The kernel")]
public sealed class NsToolsBwrapTests
{
    /// <summary>Command lines after the name, with '|' between words.</summary>
    public static TheoryData<string> Alike =>
    [
        "--bind|/|/|grep|Cap|/proc/self/status",
        "--unshare-all|--dev-bind|/|/|sh|-c|pwd; echo $PWD; id; cat /proc/self/uid_map; ip -br link | cut -c 1-30",
        "--ro-bind|/|/|--dev|/dev|--unshare-all|sh|-c|ls /dev; touch /x 2>&1; id -u; stat -c %A /dev/shm",
        "--ro-bind|/usr|/usr|--symlink|usr/lib|/lib|--symlink|usr/lib64|/lib64|--symlink|usr/bin|/bin|--dir|/a/b|--perms|0700|--dir|/c|--tmpfs|/tmp|/bin/sh|-c|ls /; stat -c %a /c /a; pwd",
        "--bind|/|/|--size|100000|--tmpfs|/tmp|df|--output=size|/tmp",
        "--unshare-user|--uid|3|--gid|4|--bind|/|/|sh|-c|id -u; id -g; cat /proc/self/uid_map",
        "--unshare-uts|--hostname|inside|--bind|/|/|hostname",
        "--bind|/|/|--setenv|A|b|--unsetenv|HOME|sh|-c|echo $A $HOME",
        "--bind|/|/|--chdir|/usr|pwd",
        "--bind|/|/|--remount-ro|/|touch|/tmp/xx",
        "--bind|/|/|--unshare-user|--disable-userns|unshare|-U|true",
        "--bind|/|/|--unshare-pid|--as-pid-1|sh|-c|echo $$",
        "--bind|/|/|--unshare-pid|sh|-c|exit 7",
        "--bind|/|/|--unshare-pid|sh|-c|kill -9 $$",
        "--bind|/|/|--unshare-ipc|--mqueue|/dev/mqueue|ls|/dev/mqueue",
        "--bind|/|/|sh|-c|kill -9 $$",
        "--bind|/|/|--bind-try|/nosuch|/x|true",
        "--bind|/|/|--cap-add|CAP_NOSUCH|true",
        "--bind|/|/|no-such-program",
        "--bind|/|/|--chdir|/nosuch|true",
        "--bind|/nosuch|/x|true",
        "--bind|/",
        "--chdir",
        "--nosuch|x",
        "--hostname|a|true",
        "--perms|9|--dir|/x|true",
        "--bind|/|/|--proc|/proc|grep|-o| /proc.*|/proc/self/mountinfo",
        "--bind|/|/|--unshare-all|--proc|/proc|sh|-c|ls -d /proc/1 /proc/self; touch /proc/irq/x 2>&1",
        "--bind|/|/|--chmod|0700|/nosuch|true",
        "--bind|/|/|--chmod|0|/nosuch|true",
        "--bind|/|/|--lock-file|/nosuch|true",
        "--bind|/|/|--assert-userns-disabled|true",
        "--bind|/|/|--unshare-user|--disable-userns|--assert-userns-disabled|true",
        "--disable-userns|--bind|/|/|true",
        "--bind|/|/|--exec-label|a|true",
        "--dev-bind|/|/|--chdir|/bin|--setenv|PWD|/x|/usr/bin/printenv|PWD",
        "--ro-bind|/usr|/usr|--symlink|usr/lib64|/lib64|--symlink|usr/lib|/lib|--clearenv|/usr/bin/env",
        "--ro-bind|/usr|/usr|--symlink|usr/lib64|/lib64|--symlink|usr/lib|/lib|--setenv|HOME|/usr/bin|/usr/bin/printenv|PWD",
        "true",
        "--ro-bind|/|/|--ro-bind-data|0|/etc/hostname|wc|-c|/etc/hostname",
        "--ro-bind|/|/|--bind|/etc/passwd|/etc/hostname|grep|-c|:|/etc/hostname",
        "--ro-bind|/|/|--bind|/usr|/nosuch/a/b|true",
        "--ro-bind|/|/|--bind|/etc/passwd|/nosuch|true",
        "--bind|/|/|--tmpfs|/etc/passwd|true",
        "--bind|/|/|--dir|/etc/passwd|true",
        "--bind|/|/|--dir|/etc/passwd/x|true",
        "--bind|/|/|--bind|/usr|/etc/passwd/x|true",
        "--bind|/|/|--bind|/etc/passwd|/usr|true",
        "--bind|/|/|--tmpfs|/mnt|--file|0|/mnt/x|--file|99|/mnt/x|true",
        "--bind|/|/|--remount-ro|/usr|true",
        "--bind|/|/|--remount-ro|/nosuch|true",
        "--bind|/|/|--unshare-uts|--hostname|a|--hostname|b|hostname",
        "--bind|/|/|--seccomp|0|true",
        "--bind|/|/|--userns|99|true",
        "--bind|/|/|--pidns|99|true",
        "--bind|/|/|--block-fd|99|true",
        "--bind|/|/|--unshare-user|--uid|4294967295|true",
        "--bind|/|/|--unshare-user|--uid|0|--gid|0|grep|Cap|/proc/self/status",
        "--bind|/|/|--unshare-user|--uid|5|grep|Cap|/proc/self/status",
        "--bind|/|/|--unshare-user|--uid|0|--cap-drop|CAP_NET_ADMIN|grep|Cap|/proc/self/status",
        "--bind|/|/|--cap-add|ALL|grep|Cap|/proc/self/status",
        "--bind|/|/|--cap-drop|CAP_KILL|grep|Cap|/proc/self/status",
    ];

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task Does_what_the_original_does(string words)
    {
        Require.UserNamespaces();
        await NsTool.ShouldBeLikeTheOriginalAsync(["bwrap", .. words.Split('|')]);
    }

    [Fact]
    public async Task Files_come_from_descriptors()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(
            ["sh", "-c", "echo a > a; echo b > b; exec 7<a 8<b 9<a; rm a b; exec \"$@\"", "sh"],
            "bwrap", "--bind", "/", "/", "--tmpfs", "/tmp", "--file", "7", "/tmp/a", "--perms", "0640", "--ro-bind-data", "8", "/tmp/b", "--bind-data", "9", "/tmp/c",
            "sh", "-c", "cat /tmp/a /tmp/b /tmp/c; stat -c %a /tmp/a /tmp/b /tmp/c; echo x > /tmp/c && cat /tmp/c; echo x > /tmp/b");
        result.Output.Should().Be("a\nb\na\n666\n640\n600\nx\n");
        result.Errors.Should().Contain("Read-only");
    }

    [Fact]
    public async Task A_directory_comes_from_a_descriptor()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(["sh", "-c", "exec 7</usr; exec \"$@\"", "sh"], "bwrap", "--bind", "/", "/", "--ro-bind-fd", "7", "/mnt", "ls", "/mnt");
        result.Output.Should().Be(Tool.Run("ls", "/usr"), result.Errors);
    }

    [Fact]
    public async Task Arguments_come_from_a_descriptor()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(["bash", "-c", "exec 7< <(printf -- '--bind\\0/\\0/\\0--setenv\\0A\\0b\\0'); exec \"$@\"", "bash"], "bwrap", "--args", "7", "sh", "-c", "echo $A");
        result.Output.Should().Be("b\n", result.Errors);
    }

    [Fact]
    public async Task What_is_outside_is_told_of_the_sandbox()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(
            ["sh", "-c", "exec 7>&1 8>&1; exec \"$@\"", "sh"],
            "bwrap", "--bind", "/", "/", "--unshare-net", "--info-fd", "7", "--json-status-fd", "8", "sh", "-c", "readlink /proc/self/ns/net; exit 5");
        result.ExitCode.Should().Be(5);
        string inode = result.Output.Split("net:[")[1].Split(']')[0];
        result.Output.Should().MatchRegex("""^\{\n    "child-pid": \d+,\n    "mnt-namespace": \d+,\n    "net-namespace": \d+\n\}\n\{ "child-pid": \d+, "mnt-namespace": \d+, "net-namespace": \d+ \}\n""");
        result.Output.Should().Contain($"\"net-namespace\": {inode}").And.EndWith("{ \"exit-code\": 5 }\n");
    }

    [Fact]
    public async Task The_sandbox_waits_for_a_word()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(["bash", "-c", "exec 7< <(sleep 0.3; echo first >&2; echo); exec \"$@\"", "bash"], "bwrap", "--bind", "/", "/", "--block-fd", "7", "sh", "-c", "echo second >&2");
        result.Errors.Should().Be("first\nsecond\n");
    }

    [Fact]
    public async Task Overlays_are_written_in_memory()
    {
        Require.UserNamespaces();
        using TemporaryDirectory lower = new();
        using TemporaryDirectory upper = new();
        await File.WriteAllTextAsync(Path.Combine(lower.Path, "lower"), "l", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(upper.Path, "upper"), "u", TestContext.Current.CancellationToken);
        SampleResult result = await NsTool.RunAsync(
            "bwrap", "--bind", "/", "/", "--overlay-src", lower.Path, "--overlay-src", upper.Path, "--tmp-overlay", "/mnt", "sh", "-c", "echo x > /mnt/lower; ls /mnt; cat /mnt/lower");
        result.Output.Should().Be("lower\nupper\nx\n", result.Errors);
        (await File.ReadAllTextAsync(Path.Combine(lower.Path, "lower"), TestContext.Current.CancellationToken)).Should().Be("l");
    }

    [Fact]
    public async Task A_layer_without_an_overlay_is_refused()
    {
        SampleResult result = await NsTool.RunAsync("bwrap", "--overlay-src", "/usr", "--bind", "/", "/", "true");
        result.ExitCode.Should().Be(1);
        result.Errors.Should().StartWith("bwrap: --overlay-src must be followed by");
    }

    [Theory]
    [InlineData("--symlink|usr/bin|/bin", null)]
    [InlineData("--tmpfs|/tmp|--symlink|a|/tmp/l|--symlink|a|/tmp/l", null)]
    [InlineData("--symlink|other|/bin", "Can't make symlink at /bin: existing destination is usr/bin")]
    [InlineData("--tmpfs|/tmp|--symlink|a|/tmp/l|--symlink|b|/tmp/l", "Can't make symlink at /tmp/l: existing destination is a")]
    [InlineData("--symlink|a|/etc/hostname", "Can't make symlink at /etc/hostname: destination exists and is not a symlink")]
    public async Task A_link_that_says_the_same_may_exist(string words, string? error)
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(["bwrap", "--bind", "/", "/", .. words.Split('|'), "true"]);
        result.Errors.Split('\n')[0].Should().Be(error is null ? string.Empty : $"bwrap: {error}");
        result.ExitCode.Should().Be(error is null ? 0 : 1);
    }

    [Fact]
    public async Task A_user_namespace_below_is_entered_last()
    {
        Require.UserNamespaces();
        const string script = """
            unshare -Ur sh -c 'unshare -Ur sleep 20 & echo $$ $!; wait' | {
                read outer inner; sleep 0.5; exec 7</proc/$outer/ns/user 8</proc/$inner/ns/user; readlink /proc/self/fd/8 >&2; "$@"; kill $inner
            }
            """;
        SampleResult result = await NsTool.RunAsync(["sh", "-c", script, "sh"], "bwrap", "--bind", "/", "/", "--userns", "7", "--userns2", "8", "readlink", "/proc/self/ns/user");
        result.Output.Should().StartWith("user:").And.Be(result.Errors);
    }

    [Fact]
    public async Task Diagnostics_may_begin_with_their_level()
    {
        SampleResult result = await NsTool.RunAsync("bwrap", "--level-prefix", "--bind", "/nosuch", "/x", "true");
        result.Errors.Should().StartWith("<3>bwrap: Can't find source path /nosuch: ");
    }
}
