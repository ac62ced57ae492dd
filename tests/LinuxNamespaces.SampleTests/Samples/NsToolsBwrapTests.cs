using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

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
        "--bind|/|/|--tmpfs|/|--ro-bind|/usr|/usr|--symlink|usr/lib64|/lib64|--symlink|usr/lib|/lib|/usr/bin/sh|-c|cd /; echo *; stat -c %a /; > /x && echo *",
        "--ro-bind|/|/|--perms|1777|--size|65536|--tmpfs|/|--ro-bind|/usr|/usr|--symlink|usr/lib64|/lib64|--symlink|usr/lib|/lib|/usr/bin/sh|-c|stat -c %a /; df --output=size /",
        "--ro-bind|/|/|--tmpfs|/mnt|--perms|0700|--dir|/mnt/a/b|--perms|0750|--tmpfs|/mnt/c/d|--perms|0705|--dir|/mnt/e/f|--perms|0755|--dir|/mnt/g/h|stat|-c|%a %n|/mnt/a|/mnt/a/b|/mnt/c|/mnt/c/d|/mnt/e|/mnt/g",
        "--unshare-user-try|--disable-userns|--bind|/|/|true",
        "--unshare-all|--disable-userns|--bind|/|/|true",
        "--unshare-all|--bind|/|/|--uid|3|id|-u",
        "--unshare-all|--userns|0|--bind|/|/|true",
        "--unshare-user|--userns|0|--bind|/|/|true",
        "--bind|/|/||",
        "--bind|/|/|--tmpfs|/mnt|--bind|/usr|/mnt/a/b|--proc|/mnt/c/d|--file|0|/mnt/e/f|--symlink|x|/mnt/g/h|--dir|/mnt/i/j|--tmpfs|/mnt/k/l|stat|-c|%a %n|/mnt/a|/mnt/c|/mnt/e|/mnt/g|/mnt/i|/mnt/k",
        "--bind|/|/|--dev|/dev|dd|if=/dev/zero|of=/dev/shm/x|bs=1M|count=2|status=none",
        "--bind|/|/|--dev|/dev|grep|-o| /dev .*|/proc/self/mountinfo",
        "--bind|/|/|--seccomp|0|--seccomp|0|true",
        "--bind|/|/|--seccomp|99|--seccomp|98|true",
        "--bind|/|/|--tmpfs|/mnt|--file|3|/mnt/x|true",
        "--bind|/|/|--userns|3|true",
        "--bind|/|/|--args|3|true",
        "--bind|/|/|--setenv|A=b|c|true",
        "--bind|/|/|--unsetenv||true",
        "--bind|/|/|--cap-drop|5|grep|Cap|/proc/self/status",
        "--perms|0755|--size|5|--bind|/|/|true",
        "--bind|/|/|--bind-try|/nosuch/x|/y|true",
        "--bind|/|/|--bind-try|/etc/passwd/x|/y|true",
        "--bind|/|/|--ro-bind-try|/etc/passwd/x/y|/y|true",
        "--bind|/|/|--bind-try|/root/nosuch|/y|true",
        "--bind|/|/|--remount-ro|/nosuch|true",
        "--bind|/|/|--chmod|0700|/nosuch|true",
        "--bind|/|/|--bind|/etc/passwd|/usr|true",
        "--ro-bind|/usr|/usr|--symlink|usr/lib|/lib|--symlink|usr/lib64|/lib64|--dir|/real|--symlink|real|/link|--ro-bind|/etc|/link|/usr/bin/ls|/real/passwd",
        "--size|5|--perms|0755|--bind|/|/|true",
        "--unshare-uts|--hostname|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|--bind|/|/|true",
        "--disable-userns",
        "--unshare-user|--userns|3",
        "--userns-block-fd|3",
        "--unshare-user|--userns-block-fd|3",
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
            ["sh", "-c", "cd $(mktemp -d); echo a > a; echo b > b; exec 7<a 8<b 9<a; rm -r $PWD; cd /; exec \"$@\"", "sh"],
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
    public async Task The_own_program_is_the_tool()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync("bwrap", "--bind", "/", "/", "--tmpfs", "/mnt", "--ro-bind", "/proc/self/exe", "/mnt/x", "readlink", "-f", "/mnt/x");
        result.Should().Be(new SampleResult(0, "/mnt/x\n", string.Empty));
        string program = (await NsTool.RunAsync("bwrap", "--bind", "/", "/", "--tmpfs", "/mnt", "--ro-bind", "/proc/self/exe", "/mnt/x", "sha256sum", "/mnt/x")).Output;
        program.Split(' ')[0].Should().Be(Tool.Run("sha256sum", NsTool.Command[0]).Split(' ')[0]);
    }

    [Fact]
    public async Task Another_directory_does_not_take_the_place_of_one_by_a_descriptor()
    {
        Require.UserNamespaces();
        using TemporaryDirectory directory = new();
        string meant = Path.Combine(directory.Path, "meant");
        // It tells of the sandbox when it has looked at the directory.
        string script = $"mkdir {meant}; mkfifo {meant}.told; exec 7<{meant} 8< <(read line <{meant}.told; mv {meant} {meant}.old; mkdir {meant}; echo) 9>{meant}.told; exec \"$@\"";
        SampleResult result = await NsTool.RunAsync(
            ["bash", "-c", script, "bash"],
            "bwrap", "--bind", "/", "/", "--info-fd", "9", "--block-fd", "8", "--bind-fd", "7", "/mnt", "true");
        result.Errors.Should().StartWith("bwrap: Race condition binding dirfd");
        result.ExitCode.Should().Be(1);
    }

    [Theory]
    [InlineData("99")]
    [InlineData("0")]
    public async Task A_descriptor_without_a_path_is_no_source(string descriptor)
    {
        SampleResult result = await NsTool.RunAsync("bwrap", "--bind", "/", "/", "--bind-fd", descriptor, "/mnt", "true");
        result.Errors.Should().Be($"bwrap: Can't find source path /proc/self/fd/{descriptor}: No such file or directory\n");
        result.ExitCode.Should().Be(1);
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

    [Theory]
    [InlineData("--sync-fd|7")]
    [InlineData("--info-fd|7")]
    [InlineData("--json-status-fd|7")]
    [InlineData("--lock-file|/etc/passwd")]
    [InlineData("--unshare-pid|--sync-fd|7|--lock-file|/etc/passwd")]
    [InlineData("--unshare-pid|--as-pid-1|--sync-fd|7")]
    [InlineData("--unshare-pid")]
    [InlineData("--chdir|/")]
    public async Task The_sandbox_has_the_descriptors_that_the_original_gives_it(string words)
    {
        Require.UserNamespaces();
        const string inside = "for fd in /proc/self/fd/*; do echo ${fd##*/}; done";
        string[] command = ["bwrap", "--bind", "/", "/", .. words.Split('|'), "sh", "-c", inside];
        string[] wrapper = [.. NsTool.WithoutInheritedDescriptors, "sh", "-c", "exec 7>/dev/null 8</dev/null; exec \"$@\"", "sh"];
        (await NsTool.ShouldBeLikeTheOriginalAsync(wrapper, command)).Output.Should().Contain("8\n");
    }

    [Fact]
    public async Task Nobody_outside_keeps_what_the_sandbox_closes()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(
            ["sh", "-c", "{ \"$@\" 7>&1 >&2 & exec >&2; wait; echo end; } | { cat; echo closed >&2; }", "sh"],
            "bwrap", "--bind", "/", "/", "--unshare-pid", "sh", "-c", "exec 7>&-; sleep 1");
        result.Errors.Should().Be("closed\nend\n");
    }

    [Fact]
    public async Task The_first_process_of_the_sandbox_can_do_nothing_but_send_signals()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync("bwrap", "--bind", "/", "/", "--unshare-pid", "--proc", "/proc", "grep", "-E", "CapPrm|CapEff|NoNewPrivs", "/proc/1/status");
        result.Output.Should().MatchRegex("""^CapPrm:\t00000000000000[02]0\nCapEff:\t00000000000000[02]0\nNoNewPrivs:\t1\n$""", result.Errors);
    }

    [Fact]
    public async Task What_is_in_the_background_goes_on()
    {
        Require.UserNamespaces();
        using TemporaryDirectory directory = new();
        string go = Path.Combine(directory.Path, "go");
        string gone = Path.Combine(directory.Path, "gone");
        Tool.Run("mkfifo", go);
        string background = $"(read word < {go}; mkdir {gone}) > /dev/null 2>&1 & exit 3";
        SampleResult result = await NsTool.RunAsync("bwrap", "--dev-bind", "/", "/", "--unshare-pid", "sh", "-c", background);
        result.ExitCode.Should().Be(3);
        await Task.Run(() => File.WriteAllText(go, "go\n"), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => Directory.Exists(gone), TimeSpan.FromSeconds(10)).Should().BeTrue();
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

    // What the original has in releases after 0.8.
    [Theory]
    [InlineData("--argv0|a|--argv0|b", "--argv0 used multiple times")]
    [InlineData("--tmpfs|", "--tmpfs does not take an empty path argument")]
    [InlineData("--bind||/", "--bind does not take an empty path argument")]
    [InlineData("--overlay-src|/nosuch", "--overlay-src must be followed by another --overlay-src or one of --overlay, --tmp-overlay, or --ro-overlay")]
    [InlineData("--overlay-src|/nosuch1|--overlay-src|/nosuch2|--ro-overlay|/mnt", "Can't find source path /nosuch2: No such file or directory")]
    [InlineData("--overlay-src|/usr|--overlay|/nosuch1|/nosuch2|/mnt", "Can't find source path /nosuch1: No such file or directory")]
    [InlineData("--overlay-src|/usr|--overlay|/tmp|/nosuch2|/mnt", "Can't find source path /nosuch2: No such file or directory")]
    [InlineData(
        "--overlay-src|/usr/bin|--tmp-overlay|/srv|--overlay-src|/etc|--overlay|/etc|/usr|/mnt",
        "Can't make overlay mount on /newroot/mnt with options upperdir=/oldroot/etc,workdir=/oldroot/usr,lowerdir=/oldroot/etc,userxattr: Overlay directories may not overlap")]
    [InlineData("--overlay-src|/nosuch|--tmp-overlay|/mnt", "Can't find source path /nosuch: No such file or directory")]
    [InlineData("--tmpfs|/mnt|--dir|/mnt/a|--symlink|b|/mnt/a", "Can't make symlink at /mnt/a: destination exists and is not a symlink")]
    [InlineData("--tmpfs|/mnt|--file|0|/mnt/a/|--symlink|b|/mnt/c/", null)]
    [InlineData("--not-a-security-boundary", null)]
    public async Task Later_releases_are_followed(string words, string? error)
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(["bwrap", "--bind", "/", "/", .. words.Split('|'), "true"]);
        result.Errors.Should().Be(error is null ? string.Empty : $"bwrap: {error}\n");
        result.ExitCode.Should().Be(error is null ? 0 : 1);
    }

    [Fact]
    public async Task An_option_needs_its_value()
    {
        SampleResult result = await NsTool.RunAsync("bwrap", "--argv0");
        result.Should().Be(new SampleResult(1, string.Empty, "bwrap: --argv0 takes one argument\n"));
    }

    [Fact]
    public async Task Overlays_lead_to_no_devices()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync("bwrap", "--bind", "/", "/", "--overlay-src", "/usr/bin", "--tmp-overlay", "/mnt", "grep", " /mnt ", "/proc/self/mountinfo");
        result.Output.Should().Contain(" /mnt rw,nosuid,nodev,relatime - overlay overlay ", result.Errors);
    }

    [Fact]
    public async Task What_the_caller_masks_is_masked_in_the_sandbox_only()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(
            ["sh", "-c", "umask 077; exec \"$@\"", "sh"],
            "bwrap", "--bind", "/", "/", "--tmpfs", "/mnt", "--dir", "/mnt/a/b", "--bind", "/etc/passwd", "/mnt/c", "--remount-ro", "/mnt/c", "sh", "-c", "umask; stat -c %a /mnt/a /mnt/a/b");
        result.Output.Should().Be("0077\n755\n755\n", result.Errors);
    }

    [Fact]
    public async Task Several_descriptors_are_held()
    {
        Require.UserNamespaces();
        SampleResult result = await NsTool.RunAsync(
            ["sh", "-c", "exec 7>/dev/null 8>/dev/null 9>/dev/null; exec \"$@\"", "sh"],
            "bwrap", "--bind", "/", "/", "--sync-fd", "7", "--sync-fd", "8", "sh", "-c", "for fd in /proc/self/fd/*; do echo ${fd##*/}; done");
        result.Output.Split('\n').Should().Contain("9").And.NotContain("7").And.NotContain("8");
    }

    [Fact]
    public async Task A_user_namespace_below_is_entered_last()
    {
        Require.UserNamespaces();
        const string script = """
            unshare -Ur sh -c 'unshare -Ur sleep 20 & echo $$ $!; wait' | {
                read outer inner; until [ "$(cat /proc/$inner/comm)" = sleep ]; do sleep 0.05; done; exec 7</proc/$outer/ns/user 8</proc/$inner/ns/user; readlink /proc/self/fd/8 >&2; "$@"; kill $inner
            }
            """;
        SampleResult result = await NsTool.RunAsync(["sh", "-c", script, "sh"], "bwrap", "--bind", "/", "/", "--userns", "7", "--userns2", "8", "readlink", "/proc/self/ns/user");
        result.Output.Should().StartWith("user:").And.Be(result.Errors);
    }

    [Theory]
    [InlineData("--uid|5")]
    [InlineData("--gid|5")]
    [InlineData("--uid|0|--gid|0")]
    [InlineData("--uid|0|--cap-add|CAP_KILL")]
    [InlineData("--pidns|7")]
    public async Task Ids_are_those_of_the_user_namespace_that_is_joined(string words)
    {
        Require.UserNamespaces();
        string[] wrapper = ["sh", "-c", "unshare -Ur sleep 20 & until [ \"$(cat /proc/$!/comm)\" = sleep ]; do sleep 0.05; done; exec 7</proc/$!/ns/user; \"$@\"; code=$?; kill $!; exit $code", "sh"];
        string[] command = ["bwrap", "--bind", "/", "/", "--userns", "7", .. words.Split('|'), "sh", "-c", "id -u; id -g; grep Cap /proc/self/status"];
        await NsTool.ShouldBeLikeTheOriginalAsync(wrapper, command);
    }

    [Fact]
    public async Task Diagnostics_may_begin_with_their_level()
    {
        SampleResult result = await NsTool.RunAsync("bwrap", "--level-prefix", "--bind", "/nosuch", "/x", "true");
        result.Errors.Should().StartWith("<3>bwrap: Can't find source path /nosuch: ");
    }
}
