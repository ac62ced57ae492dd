using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>What namespaces of each kind hide, by the word of other people's tools; with and without privileges.</summary>
[Collection("The kernel")]
public sealed class SceneTests
{
    public static TheoryData<bool> AsOrdinaryUser => [false, true];

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task Semaphores_of_outside_and_inside_do_not_see_each_other(bool asOrdinaryUser)
    {
        await using Scene scene = await Scene.StartAsync(Scene.Shell(NamespaceTypes.Ipc, asOrdinaryUser));
        string outside = Make(Tool.Run("ipcmk", "-S", "1"));
        try
        {
            List(Tool.Run("ipcs", "-s")).Should().ContainKey(outside);
            List(scene.Enter("--ipc", "ipcs", "-s")).Should().BeEmpty();

            string inside = Make(await scene.AskAsync("ipcmk -S 1"));
            string key = List(scene.Enter("--ipc", "ipcs", "-s")).Should().ContainSingle().Which.Value;
            List(Tool.Run("ipcs", "-s")).Values.Should().NotContain(key);
            scene.Enter("--ipc", "ipcrm", "-s", inside);
            List(scene.Enter("--ipc", "ipcs", "-s")).Should().BeEmpty();
            List(Tool.Run("ipcs", "-s")).Should().ContainKey(outside);
        }
        finally
        {
            Tool.Run("ipcrm", "-s", outside);
        }

        static string Make(string answer) => Regex.Match(answer, @"Semaphore id: (\d+)").Groups[1].Value;

        static Dictionary<string, string> List(string ipcs) =>
            Regex.Matches(ipcs, @"^(0x[0-9a-f]+) +(\d+)", RegexOptions.Multiline).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);
    }

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task The_host_name_changes_inside_only(bool asOrdinaryUser)
    {
        string own = Tool.Run("hostname");
        await using Scene scene = await Scene.StartAsync(Scene.Shell(NamespaceTypes.Uts, asOrdinaryUser, hostName: "born"));
        scene.Enter("--uts", "hostname").Should().Be("born\n");
        await scene.AskAsync("hostname changed-by-itself; echo");
        scene.Enter("--uts", "hostname").Should().Be("changed-by-itself\n");
        scene.Enter("--uts", "hostname", "changed-by-others");
        (await scene.AskAsync("hostname")).Should().Be("changed-by-others");
        Tool.Run("hostname").Should().Be(own);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_id_map_is_as_written(bool asRoot)
    {
        string user = Tool.Run("id", "-u").Trim();
        string group = Tool.Run("id", "-g").Trim();
        await using Scene scene = await Scene.StartAsync(new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.User,
            IdMap = asRoot ? IdMap.CurrentUserAsRoot : IdMap.CurrentUser,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        Words(scene.Read("uid_map")).Should().Equal(asRoot ? "0" : user, user, "1");
        Words(scene.Read("gid_map")).Should().Equal(asRoot ? "0" : group, group, "1");
        (await scene.AskAsync("id -u")).Should().Be(asRoot ? "0" : user);
        (await scene.AskAsync("id -g")).Should().Be(asRoot ? "0" : group);
        scene.Enter("--wd=/", "id", "-u").Trim().Should().Be(asRoot ? "0" : user);
        Words(Scene.StatusOf($"{scene.Id}", "Uid")).Should().AllBe(user, "outside it is who it was");
        if (asRoot)
        {
            Convert.ToUInt64(Scene.StatusOf($"{scene.Id}", "CapEff"), 16).Should().Be(Convert.ToUInt64(Scene.StatusOf($"{scene.Id}", "CapBnd"), 16), "root inside may do everything there");
        }
    }

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task The_shell_is_the_first_process_inside(bool asOrdinaryUser)
    {
        Require.Program("ps");
        NamespaceProcessStartInfo startInfo = Scene.Shell(NamespaceTypes.Pid | NamespaceTypes.Mount, asOrdinaryUser);
        startInfo.Mounts.Add(Mount.Proc());
        await using Scene scene = await Scene.StartAsync(startInfo);
        (await scene.AskAsync("sleep 1000 & echo $$ $!")).Should().Be("1 2");
        Words(Scene.StatusOf($"{scene.Id}", "NSpid"))[^1].Should().Be("1");
        string child = Tool.Run("ps", "-o", "pid=", "--ppid", $"{scene.Id}").Trim();
        Words(Scene.StatusOf(child, "NSpid"))[^2..].Should().Equal(child, "2");

        // nsenter makes a process inside, which ps sees beside these two.
        Words(scene.Enter("--pid --mount", "ps", "-e", "-o", "pid=")).Should().StartWith(["1", "2"]).And.HaveCountLessThan(4);
        Words(Tool.Run("ps", "-e", "-o", "pid=")).Should().Contain([$"{scene.Id}", child]).And.HaveCountGreaterThan(3);

        await scene.DisposeAsync();
        SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{child}"), TimeSpan.FromSeconds(5)).Should().BeTrue("all of the namespace goes with its first process");
    }

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task The_built_in_init_is_the_first_process_inside(bool asOrdinaryUser)
    {
        Require.Program("ps");
        NamespaceProcessStartInfo startInfo = Scene.Shell(NamespaceTypes.Pid | NamespaceTypes.Mount, asOrdinaryUser, init: ProcessInit.BuiltIn);
        startInfo.Mounts.Add(Mount.Proc());
        await using Scene scene = await Scene.StartAsync(startInfo);
        (await scene.AskAsync("echo $$ $PPID")).Should().Be("2 1");
        Words(Scene.StatusOf($"{scene.Id}", "NSpid"))[^1].Should().Be("1");

        // An orphan: its parent ends at once.
        (await scene.AskAsync("sh -c 'sleep 1000 & echo $!' | { read orphan; sleep 0.1; ps -o ppid= -p $orphan; }")).Trim().Should().Be("1");
    }

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task The_control_group_is_the_root_inside(bool asOrdinaryUser)
    {
        await using Scene scene = await Scene.StartAsync(Scene.Shell(NamespaceTypes.Cgroup, asOrdinaryUser));
        string own = await File.ReadAllTextAsync("/proc/self/cgroup", TestContext.Current.CancellationToken);
        scene.Read("cgroup").Should().Be(own, "outside it is where it was");
        string[] inside = scene.Enter("--cgroup", "cat", $"/proc/{scene.Id}/cgroup").Trim().Split('\n');
        inside.Should().HaveSameCount(own.Trim().Split('\n')).And.OnlyContain(line => line.EndsWith(":/", StringComparison.Ordinal));
        (await scene.AskAsync("grep -vc ':/$' /proc/self/cgroup")).Should().Be("0");
    }

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task The_file_system_is_there_inside_only(bool asOrdinaryUser)
    {
        using TemporaryDirectory directory = new();
        NamespaceProcessStartInfo startInfo = Scene.Shell(NamespaceTypes.Mount, asOrdinaryUser);
        startInfo.Mounts.Add(Mount.Tmpfs(directory.Path, size: 1 << 20));
        await using Scene scene = await Scene.StartAsync(startInfo);
        scene.Enter("--mount", "findmnt", "-n", "-b", "-o", "FSTYPE,SIZE", "--mountpoint", directory.Path).Should().MatchRegex(@"^tmpfs\s+1048576\n$");
        await scene.AskAsync($"echo inside >{directory.Path}/file; echo");
        scene.Enter("--mount", "cat", $"{directory.Path}/file").Should().Be("inside\n");
        Tool.Run("ls", directory.Path).Should().BeEmpty();
        Tool.Run("findmnt", "-n", "-o", "TARGET").Should().NotContain(directory.Path);
    }

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task There_is_a_loopback_link_only(bool asOrdinaryUser)
    {
        await using Scene scene = await Scene.StartAsync(Scene.Shell(NamespaceTypes.Network, asOrdinaryUser));
        scene.Enter("--net", "ip", "-br", "link").Should().MatchRegex(@"^lo +DOWN .*\n$");
        scene.Enter("--net", "ip", "link", "set", "lo", "up");
        (await scene.AskAsync("ip -br addr")).Should().MatchRegex(@"^lo +UNKNOWN +127\.0\.0\.1/8");
    }

    [Theory]
    [MemberData(nameof(AsOrdinaryUser))]
    public async Task The_machine_has_been_up_for_longer(bool asOrdinaryUser)
    {
        await using Scene scene = await Scene.StartAsync(Scene.Shell(NamespaceTypes.Time, asOrdinaryUser, timeOffsets: new TimeOffsets { Monotonic = TimeSpan.FromDays(7), Boottime = TimeSpan.FromDays(30) }));
        Words(scene.Read("timens_offsets")).Should().Equal("monotonic", "604800", "0", "boottime", "2592000", "0");
        double inside = Seconds(scene.Enter("--time", "cat", "/proc/uptime"));
        (inside - Seconds(Tool.Run("cat", "/proc/uptime"))).Should().BeApproximately(TimeSpan.FromDays(30).TotalSeconds, 60);

        static double Seconds(string uptime) => double.Parse(Words(uptime)[0], CultureInfo.InvariantCulture);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
