using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>Where mounts come to lie, and what becomes of what lies below them.</summary>
[Collection("The kernel")]
public sealed class MountPointTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public MountPointTests() => Require.UserNamespaces();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/usr", "/link", "/link/bin/true")]
    [InlineData("/etc/passwd", "/filelink", "/filelink")]
    public async Task A_mount_on_a_link_is_one_on_what_it_leads_to(string source, string target, string check)
    {
        string output = await Sandbox.RunAsync(
            $"test -s {check} && readlink {target}; ls -l {target}", Mount.Directory("/real"), Mount.File("/realfile", default), Mount.SymbolicLink("/link", "../real"), Mount.SymbolicLink("/filelink", "/realfile"),
            Mount.Bind(source, target));
        output.Should().StartWith(target == "/link" ? "../real" : "/realfile");
    }

    [Fact]
    public async Task A_file_that_is_made_as_a_mount_point_can_only_be_read()
    {
        string output = await Sandbox.RunAsync(
            "stat -c %a /a/file /dev/null", Mount.Bind("/etc/passwd", "/a/file"), Mount.Devices(), Mount.Unmount("/a/file"), Mount.Unmount("/dev/null"));
        output.Should().Be("444\n444");
    }

    [Fact]
    public async Task A_masked_path_shows_nothing_and_cannot_be_changed()
    {
        string output = await Sandbox.RunAsync(
            "cat /d/file; ls -A /d/sub; cat /d/link; touch /d/sub/new 2>&- && echo written; echo new >/d/file; stat -c '%F %a' /d/file /d/sub; ls /d; cat /d/kept",
            Mount.Tmpfs("/d"), Mount.File("/d/file", "secret\n"u8.ToArray()), Mount.File("/d/sub/inside", "secret\n"u8.ToArray()), Mount.SymbolicLink("/d/link", "file"), Mount.File("/d/kept", "kept\n"u8.ToArray()),
            Mount.Mask("/d/file"), Mount.Mask("/d/sub"), Mount.Mask("/d/nosuch"));
        output.Should().Be("character special file 666\ndirectory 555\nfile\nkept\nlink\nsub\nkept");
    }

    [Fact]
    public async Task What_is_mounted_below_is_protected_too()
    {
        string output = await Sandbox.RunAsync(
            "for d in /d /d/sub /d/sub/deep /e/sub; do touch $d/new 2>&- && echo $d; done; touch /f 2>&- && echo /f",
            Mount.Tmpfs("/d"), Mount.Tmpfs("/d/sub"), Mount.Tmpfs("/d/sub/deep"), Mount.WriteProtect("/d"),
            Mount.Tmpfs("/e"), Mount.Directory("/e/sub"), Mount.Restrict("/e", MountFlags.ReadOnly), Mount.WriteProtect("/nosuch"));
        output.Should().Be("/f");
    }

    [Fact]
    public async Task A_mount_below_a_directory_that_cannot_be_written_is_protected_too()
    {
        string output = await Sandbox.RunAsync(
            "touch /e/sub/new 2>&- && echo written", Mount.Tmpfs("/e"), Mount.Directory("/e/sub"), Mount.Restrict("/e", MountFlags.ReadOnly), Mount.Tmpfs("/e/sub"), Mount.WriteProtect("/e"));
        output.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "/d/sub")]
    public async Task Restrictions_are_of_all_mounts_or_of_one(bool recursive, string written)
    {
        string output = await Sandbox.RunAsync(
            "for d in /d /d/sub; do touch $d/new 2>&- && echo $d; done", Mount.Tmpfs("/d"), Mount.Tmpfs("/d/sub"), Mount.Restrict("/d", MountFlags.ReadOnly, recursive));
        output.Should().Be(written);
    }

    [Theory]
    [InlineData(3, 20, false)]
    [InlineData(4, 100, false)]
    [InlineData(40, 20, false)]
    [InlineData(4, 100, true)]
    [InlineData(2, 270, false)]
    public async Task An_overlay_has_layers_of_any_length(int count, int length, bool inMemory)
    {
        string[] layers = [.. Enumerable.Range(0, count).Select(i => Directory.CreateDirectory(Path.Combine(_directory.Path, $"{i}", new string('x', Math.Min(length, 200)), new string('y', Math.Max(1, length - 200)))).FullName)];
        for (int i = 0; i < count; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(layers[i], $"file{i}"), string.Empty, TestContext.Current.CancellationToken);
        }

        string output = await Sandbox.RunAsync("ls /o | wc -l", inMemory ? Mount.TemporaryOverlay("/o", layers) : Mount.Overlay("/o", layers));
        output.Should().Be($"{count}");
    }

    [Theory]
    [InlineData(@"u\p")]
    [InlineData("u:p")]
    [InlineData("u,p")]
    [InlineData(@"u\\,:p")]
    public async Task An_overlay_has_directories_of_any_name(string name)
    {
        foreach (int extra in new[] { 1, 200, 251 })
        {
            string place = Directory.CreateDirectory(Path.Combine(_directory.Path, $"{extra}", new string('x', extra))).FullName;
            string[] paths = [.. new[] { "lower", "lower2", "upper", "work" }.Select(kind => Directory.CreateDirectory(Path.Combine(place, kind + name)).FullName)];
            await File.WriteAllTextAsync(Path.Combine(paths[0], "a"), "a", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(paths[1], "b"), "b", TestContext.Current.CancellationToken);
            string output = await Sandbox.RunAsync("cat /o/a /o/b; echo new > /o/new", Mount.Overlay("/o", paths[..2], paths[2], paths[3]));
            output.Should().Be("ab");
            File.Exists(Path.Combine(paths[2], "new")).Should().BeTrue();
            Tool.Run("chmod", "-R", "u+rwx", paths[3]);
        }
    }

    [Fact]
    public async Task Options_of_any_length_reach_a_file_system()
    {
        string[] layers = [.. Enumerable.Range(0, 4).Select(i => Directory.CreateDirectory(Path.Combine(_directory.Path, $"{i}{new string('x', 100)}")).FullName)];
        await File.WriteAllTextAsync(Path.Combine(layers[3], "file"), "content", TestContext.Current.CancellationToken);
        (await Sandbox.RunAsync("cat /o/file", Mount.FileSystem("overlay", "/o", data: $"lowerdir={string.Join(':', layers)},userxattr"))).Should().Be("content");
    }

    [Fact]
    public async Task A_file_system_takes_lists_as_options() =>
        (await Sandbox.RunAsync("grep -o 'mpol=[^, ]*' /proc/self/mounts || grep -c ' /t ' /proc/self/mounts", Mount.Proc(), Mount.FileSystem("tmpfs", "/t", data: "mode=700,mpol=prefer:0"))).Should().BeOneOf("mpol=prefer:0", "1");

    [Fact]
    public async Task A_directory_of_the_caller_is_mounted_in_a_namespace_that_is_joined()
    {
        Require.Privileges();
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "file"), "content", TestContext.Current.CancellationToken);
        // In it the directory of the caller is not to be seen.
        using MountNamespace mounts = MountNamespace.Create();
        mounts.Mount("none", Path.GetTempPath(), "tmpfs");
        mounts.Mount("none", "/mnt", "tmpfs");
        NamespaceProcessStartInfo info = new("/usr/bin/cat", "/mnt/file")
        {
            JoinNamespaces = { mounts.Handle },
            Mounts = { Mount.Bind(_directory.Path, "/mnt", readOnly: true) },
            StandardOutput = ProcessStream.Pipe,
        };
        (await Run.OutputAsync(info)).Should().Be("content");

        mounts.BindFromCaller(Path.Combine(_directory.Path, "file"), "/etc/hostname", MountFlags.ReadOnly);
        using StreamReader reader = new(mounts.OpenFile("/etc/hostname"));
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Be("content");
        FluentActions.Invoking(() => mounts.BindFromCaller(Path.Combine(_directory.Path, "nosuch"), "/mnt")).Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void A_link_to_what_a_process_has_open_is_not_followed_in_a_namespace()
    {
        Require.Privileges();
        using MountNamespace mounts = MountNamespace.Create();
        foreach (string path in new[] { "/proc/self/root/etc/hostname", "/proc/self/fd/3" })
        {
            FluentActions.Invoking(() => mounts.OpenFile(path)).Should().Throw<LinuxException>().Which.Errno.Should().BeOneOf(Errno.ELOOP, Errno.ENOENT);
        }

        mounts.Mount("none", "/mnt", "tmpfs");
        FluentActions.Invoking(() => mounts.Bind("/usr", "/proc/self/root/mnt")).Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ELOOP);
    }

    [Fact]
    public void Who_swaps_a_pin_for_a_link_gets_nothing_mounted_on_what_it_leads_to()
    {
        Require.Privileges();
        string pin = Path.Combine(_directory.Path, "pin");
        string victim = Path.Combine(_directory.Path, "victim");
        string link = Path.Combine(_directory.Path, "link");
        File.WriteAllText(victim, string.Empty);
        File.CreateSymbolicLink(link, victim);
        using UtsNamespace uts = UtsNamespace.Create();
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(4));
        Thread attacker = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                Native.Exchange(pin, link);
            }
        });
        attacker.Start();
        int hits = 0;
        while (!end.IsCancellationRequested)
        {
            try
            {
                uts.Pin(pin);
            }
            catch (LinuxException)
            {
                // The other one was there already.
            }

            foreach (string path in new[] { victim, pin, link })
            {
                while (File.ReadAllText("/proc/self/mountinfo").Contains($" {path} ", StringComparison.Ordinal))
                {
                    hits += path == victim ? 1 : 0;
                    Tool.Run("umount", "-n", path);
                }
            }

            File.Delete(pin);
            File.Delete(link);
            File.CreateSymbolicLink(link, victim);
        }

        attacker.Join();
        hits.Should().Be(0);
    }
}
