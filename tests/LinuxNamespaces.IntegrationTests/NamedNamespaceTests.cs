using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class NamedNamespaceTests : KernelTest
{
    private readonly string _name = RunMark.NewName();

    public NamedNamespaceTests()
    {
        Require.NamedNamespaces();
        Require.Program("ip");
    }

    [Fact]
    public void What_the_library_creates_ip_sees()
    {
        using NetNamespace created = NetNamespace.Create(_name);
        try
        {
            created.Name.Should().Be(_name);
            Tool.Run("ip", "netns", "list").Should().Contain(_name);
            Tool.Run("stat", "-Lc", "%i", $"/run/netns/{_name}").Trim().Should().Be(created.Identity.Inode.ToString(CultureInfo.InvariantCulture));
            Tool.Run("stat", "-c", "%a", "/run/netns").Trim().Should().Be("755");
            Tool.Run("ip", "netns", "exec", _name, "readlink", "/proc/self/ns/net").Trim().Should().Be($"net:[{created.Identity.Inode}]");
            using Process inside = StartInside(created);
            Tool.Run("ip", "netns", "identify", $"{inside.Id}").Trim().Should().Be(_name);
            Tool.Run("ip", "netns", "pids", _name).Trim().Should().Be($"{inside.Id}");
            Stop(inside);
        }
        finally
        {
            NetNamespace.Delete(_name);
        }

        Tool.Run("ip", "netns", "list").Should().NotContain(_name);
    }

    [Fact]
    public void What_ip_creates_the_library_sees()
    {
        Tool.Run("ip", "netns", "add", _name);
        try
        {
            NetNamespace.List().Should().Contain(_name);
            NetNamespace.Exists(_name).Should().BeTrue();
            using NetNamespace opened = NetNamespace.Open(_name);
            opened.Name.Should().Be(_name);
            opened.Identity.Inode.ToString(CultureInfo.InvariantCulture).Should().Be(Tool.Run("stat", "-Lc", "%i", $"/run/netns/{_name}").Trim());
            opened.Links.List().Should().ContainSingle();
            using NetNamespace again = NetNamespace.Open($"/run/netns/{_name}");
            again.Should().Be(opened);
            again.Name.Should().BeNull("it was opened by a path");
        }
        finally
        {
            Tool.Run("ip", "netns", "del", _name);
        }

        NetNamespace.List().Should().NotContain(_name);
        NetNamespace.Exists(_name).Should().BeFalse();
    }

    [Fact]
    public void What_ip_creates_the_library_deletes()
    {
        Tool.Run("ip", "netns", "add", _name);
        NetNamespace.Delete(_name);
        Tool.Run("ip", "netns", "list").Should().NotContain(_name);
        File.Exists($"/run/netns/{_name}").Should().BeFalse();
    }

    [Fact]
    public void Name_that_is_taken_is_told()
    {
        using NetNamespace created = NetNamespace.Create(_name);
        try
        {
            Action act = () => NetNamespace.Create(_name);
            LinuxException failure = act.Should().Throw<LinuxException>().Which;
            failure.Errno.Should().Be(Errno.EEXIST);
            failure.Message.Should().Contain($"'{_name}'").And.Contain("NetNamespace.Open").And.Contain("NetNamespace.Delete");
            using NetNamespace opened = NetNamespace.Open(_name);
            opened.Should().Be(created, "the failure changes nothing");
        }
        finally
        {
            NetNamespace.Delete(_name);
        }
    }

    [Fact]
    public void Name_that_does_not_exist_is_told()
    {
        Action open = () => NetNamespace.Open(_name);
        LinuxException missing = open.Should().Throw<LinuxException>().Which;
        missing.Errno.Should().Be(Errno.ENOENT);
        missing.Message.Should().Be(
            $"Could not open network namespace '{_name}': ENOENT (No such file or directory). There is no such name; NetNamespace.List lists them, and NetNamespace.Create makes a namespace with a name.");
        Action delete = () => NetNamespace.Delete(_name);
        LinuxException undeletable = delete.Should().Throw<LinuxException>().Which;
        undeletable.Errno.Should().Be(Errno.ENOENT);
        undeletable.Message.Should().Contain($"'{_name}'").And.Contain("NetNamespace.List");
        NetNamespace.Exists(_name).Should().BeFalse();
    }

    [Fact]
    public void Name_whose_mount_is_gone_is_told_and_deleted()
    {
        string file = $"/run/netns/{_name}";
        File.WriteAllText(file, string.Empty);
        try
        {
            NetNamespace.List().Should().Contain(_name);
            NetNamespace.Exists(_name).Should().BeFalse();
            Action open = () => NetNamespace.Open(_name);
            open.Should().Throw<InvalidDataException>().WithMessage($"*'{file}'*mount is gone*NetNamespace.Delete*");
            Action create = () => NetNamespace.Create(_name);
            create.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EEXIST);
            NetNamespace.Delete(_name);
            File.Exists(file).Should().BeFalse();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Name_goes_while_a_process_is_inside_and_its_file_is_open()
    {
        using NetNamespace created = NetNamespace.Create(_name);
        using NetNamespace opened = NetNamespace.Open(_name);
        using Process inside = StartInside(created);
        try
        {
            NetNamespace.Delete(_name);
            NetNamespace.Exists(_name).Should().BeFalse();
            using NetNamespace still = NetNamespace.OpenProcess(inside.Id);
            still.Should().Be(created, "the process lives on where it was");
            still.Loopback.Up().IsUp.Should().BeTrue();
        }
        finally
        {
            Stop(inside);
        }
    }

    [Fact]
    public void Name_that_is_mounted_several_times_goes_at_once()
    {
        NetNamespace.Create(_name).Dispose();
        for (int i = 0; i < 3; i++)
        {
            Tool.Run("mount", "--bind", "/proc/self/ns/net", $"/run/netns/{_name}");
        }

        NetNamespace.Delete(_name);
        File.Exists($"/run/netns/{_name}").Should().BeFalse();
    }

    [Fact]
    public void Any_file_name_will_do()
    {
        string name = $"{_name} ünï %d\t;*";
        NetNamespace.Create(name).Dispose();
        try
        {
            NetNamespace.List().Should().Contain(name);
            Tool.Run("ip", "netns", "list").Should().Contain(name);
        }
        finally
        {
            NetNamespace.Delete(name);
        }

        NetNamespace.List().Should().NotContain(name);
    }

    [Fact]
    public void First_name_of_a_machine_sets_the_directory_up_as_ip_does()
    {
        string ours = Fresh($"{Program.CreateCommand("first")} >/dev/null && {Program.CreateCommand("second")}");
        string theirs = Fresh("ip netns add first && ip netns add second && grep /run /proc/self/mountinfo");
        ours.Should().Contain("created").And.Contain("names [first,second]");
        Mounts(ours).Should().Equal(Mounts(theirs));
        Mounts(ours).Should().HaveCount(3, "there are the directory and two names");
    }

    [Fact]
    public void Name_is_seen_in_mount_namespaces_that_are_copies()
    {
        string output = Fresh(
            $"""
            {Program.CreateCommand("first")} >/dev/null
            unshare --mount --propagation unchanged sh -c "{Program.CreateCommand("second")} >/dev/null"
            ip netns exec second echo entered
            {Program.CreateCommand("second")}
            """);
        output.Should().Contain("entered").And.Contain("EEXIST");
    }

    [Theory]
    [InlineData(1, "set up the directory")]
    [InlineData(2, "set up the directory")]
    [InlineData(3, "set up the directory")]
    [InlineData(4, "create network namespace 'first'")]
    public void What_a_failure_has_begun_is_undone(int mount, string operation)
    {
        Require.Program("strace");
        // In a process that does nothing else, the calls are: share the directory (which fails), bind it, share it, bind the namespace.
        string output = Fresh($"strace -f -qq -o /dev/null --seccomp-bpf -e trace=mount -e inject=mount:error=EPERM:when={mount} {Program.CreateCommand("first")}");
        string[] lines = output.Split('\n');
        lines[1].Should().StartWith($"Could not {operation}").And.Contain("EPERM").And.NotContain("CAP_SYS_ADMIN", "the caller has it");
        lines[2].Should().Be(lines[0]).And.Contain("names []");
        Mounts(output).Should().HaveCount(mount == 4 ? 1 : 0, "the directory stays set up once it is");
    }

    [Fact]
    public void Directory_that_is_read_only_is_told()
    {
        foreach (string setUp in new[] { "mkdir /run/netns && mount -t tmpfs -o ro tmpfs /run/netns", "mkdir /run/netns && mount -o remount,bind,ro /run", "mount -o remount,bind,ro /run" })
        {
            string[] lines = Fresh($"{setUp}\n{Program.CreateCommand("first")}").Split('\n');
            lines[1].Should().StartWith("Could not create network namespace 'first': EROFS").And.Contain("mounted read-only").And.NotContain("CAP_SYS_ADMIN");
            lines[2].Should().Be(lines[0]).And.Contain("names []");
        }
    }

    /// <summary>Runs a script in a mount namespace of its own where nothing was ever named.</summary>
    private static string Fresh(string script) => Tool.Run("unshare", "--mount", "sh", "-ec", $"mount -t tmpfs tmpfs /run\n{script}");

    /// <summary>What is mounted at and under the directory, without what differs from run to run.</summary>
    private static List<string> Mounts(string output)
    {
        List<string[]> lines = [.. output.Split('\n').Where(line => Regex.IsMatch(line, @"^\d+ \d+ ")).Select(line => line.Split(' '))];
        // What was mounted before is covered.
        int cover = lines.FindLastIndex(words => words[4] == "/run");
        return [.. lines[(cover + 1)..].Select(Mount).Order(StringComparer.Ordinal)];
    }

    private static string Mount(string[] words)
    {
        int end = Array.IndexOf(words, "-");
        string root = words[end + 1] == "nsfs" ? "net" : words[3];
        string propagation = Regex.Replace(string.Join(' ', words[6..end]), @"\d+", "N");
        return $"{root} {words[4]} {words[5]} {propagation} {words[end + 1]}";
    }

    private static Process StartInside(NetNamespace netNamespace)
    {
        Process process = Process.Start(new ProcessStartInfo("nsenter", [.. Tool.Enter(netNamespace), "sleep", "60"]))!;
        SpinWait.SpinUntil(() => new FileInfo($"/proc/{process.Id}/ns/net").LinkTarget == netNamespace.ToString().Split(' ')[^1], TimeSpan.FromSeconds(10)).Should().BeTrue();
        return process;
    }

    private static void Stop(Process process)
    {
        process.Kill();
        process.WaitForExit();
    }
}
