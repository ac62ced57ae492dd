using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class FileSystemTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory(RunMark.Prefix).FullName;
    private readonly string _mounts = string.Join('\n', Leaks.Mounts());

    public FileSystemTests() => Require.UserNamespaces();

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        string.Join('\n', Leaks.Mounts()).Should().Be(_mounts, "nothing is mounted outside");
    }

    [Fact]
    public async Task A_bind_mount_shows_the_caller_s_files_and_a_read_only_one_lets_nobody_write()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "source"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "source", "file"), "content", TestContext.Current.CancellationToken);
        string output = await ShellAsync(
            "cat /mnt/file; touch /mnt/new 2>&1; cat /tmp/single",
            ProcessRoot.Empty,
            Mount.Bind(Path.Combine(_directory, "source"), "/mnt", readOnly: true),
            Mount.Bind(Path.Combine(_directory, "source", "file"), "/tmp/single"));
        output.Should().Contain("content").And.Contain("Read-only file system").And.EndWith("content");
    }

    [Fact]
    public async Task A_bind_mount_can_be_written_to()
    {
        await ShellAsync("echo new > /mnt/file", ProcessRoot.Empty, Mount.Bind(_directory, "/mnt"));
        (await File.ReadAllTextAsync(Path.Combine(_directory, "file"), TestContext.Current.CancellationToken)).Should().Be("new\n");
    }

    [Fact]
    public async Task Nothing_of_the_old_root_is_left()
    {
        string output = await ShellAsync("ls /; cat /proc/self/mountinfo | grep -c ' / / '; ls /..", ProcessRoot.Empty, Mount.Proc());
        output.Split('\n').Should().Equal("bin", "lib", "lib64", "proc", "usr", "1", "bin", "lib", "lib64", "proc", "usr");
    }

    [Fact]
    public async Task A_directory_becomes_the_root()
    {
        foreach (string name in new[] { "usr", "proc" })
        {
            Directory.CreateDirectory(Path.Combine(_directory, name));
        }

        File.CreateSymbolicLink(Path.Combine(_directory, "bin"), "usr/bin");
        File.CreateSymbolicLink(Path.Combine(_directory, "lib"), "usr/lib");
        File.CreateSymbolicLink(Path.Combine(_directory, "lib64"), "usr/lib64");
        string output = await Run.OutputAsync(new("/bin/sh", "-c", "pwd; ls /")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Root = ProcessRoot.Directory(_directory),
            Mounts = { Mount.Bind("/usr", "/usr", readOnly: true), Mount.Proc() },
            StandardOutput = ProcessStream.Pipe,
        });
        output.Split('\n').Should().Equal("/", "bin", "lib", "lib64", "proc", "usr");
        Directory.GetFileSystemEntries(Path.Combine(_directory, "usr")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_directory_is_the_root_by_chroot_too()
    {
        // Mounts come after it: the program must be in a bind mount under the new root.
        string output = await Run.OutputAsync(new("/usr/bin/ls", "/")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Root = ProcessRoot.Chroot(_directory),
            Mounts =
            {
                Mount.Bind("/usr", "/usr", readOnly: true), Mount.SymbolicLink("/lib", "usr/lib"), Mount.SymbolicLink("/lib64", "usr/lib64"),
            },
            StandardOutput = ProcessStream.Pipe,
        });
        output.Split('\n').Should().Equal("lib", "lib64", "usr");
    }

    [Fact]
    public async Task Links_of_a_root_directory_lead_nowhere_outside()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "outside"));
        Directory.CreateDirectory(Path.Combine(_directory, "root"));
        File.CreateSymbolicLink(Path.Combine(_directory, "root", "evil"), Path.Combine(_directory, "outside"));
        ChildSetupException failure = (await FluentActions.Awaiting(() => ShellAsync(
            "true", ProcessRoot.Directory(Path.Combine(_directory, "root")), Mount.File("/evil/file", "x"u8.ToArray()))).Should().ThrowAsync<ChildSetupException>()).Which;
        failure.Step.Stage.Should().Be(ProcessStage.Mount);
        Directory.GetFileSystemEntries(Path.Combine(_directory, "outside")).Should().BeEmpty();
    }

    [Fact]
    public async Task Tmpfs_has_the_size_and_mode_that_are_asked_for()
    {
        string output = await ShellAsync(
            "stat -c %a /scratch; head -c 70000 /dev/zero > /scratch/full 2>&1; stat -c %s /scratch/full; grep /scratch /proc/self/mounts",
            ProcessRoot.Empty, Mount.Proc(), Mount.Devices(), Mount.Tmpfs("/scratch", 65536, (UnixFileMode)0x1c0, MountFlags.NoExecute | MountFlags.NoSetUserId));
        output.Split('\n').Should().HaveElementAt(0, "700").And.Contain("65536");
        output.Should().Contain("nosuid").And.Contain("noexec").And.Contain("size=64k");
    }

    [Fact]
    public async Task Files_directories_and_links_are_made_in_order()
    {
        string output = await ShellAsync(
            "stat -c '%a %s' /etc/secret; cat /etc/link; stat -c %a /var/deep/er",
            ProcessRoot.Empty,
            Mount.File("/etc/secret", "hidden"u8.ToArray(), (UnixFileMode)0x180),
            Mount.SymbolicLink("/etc/link", "secret"),
            Mount.Directory("/var/deep/er", (UnixFileMode)0x1c0));
        output.Should().Be("600 6\nhidden700");
    }

    [Fact]
    public async Task An_overlay_keeps_what_is_written_apart()
    {
        foreach (string name in new[] { "lower", "upper", "work" })
        {
            Directory.CreateDirectory(Path.Combine(_directory, name));
        }

        await File.WriteAllTextAsync(Path.Combine(_directory, "lower", "old"), "old", TestContext.Current.CancellationToken);
        try
        {
            // Upper directories must be of a file system that may be one.
            string output = await ShellAsync(
                "cat /merged/old; echo new > /merged/new; rm /merged/old; ls /merged",
                ProcessRoot.Empty,
                Mount.Overlay("/merged", [Path.Combine(_directory, "lower")], Path.Combine(_directory, "upper"), Path.Combine(_directory, "work")));
            output.Should().Be("oldnew");
        }
        catch (ChildSetupException e) when (e.Errno == Errno.ENODEV)
        {
            Assert.Skip("The kernel has no overlay file system.");
        }

        File.ReadAllText(Path.Combine(_directory, "lower", "old")).Should().Be("old");
        File.Exists(Path.Combine(_directory, "upper", "new")).Should().BeTrue();
        // The kernel's own directory there can be read by nobody.
        Tool.Run("chmod", "-R", "u+rwx", Path.Combine(_directory, "work"));
    }

    [Fact]
    public async Task Devices_work()
    {
        string output = await ShellAsync(
            "echo x > /dev/null; head -c 3 /dev/zero | od -An -tx1; head -c 1 /dev/urandom | wc -c; echo y > /dev/full; ls /dev/pts; echo shm > /dev/shm/a; cat /dev/shm/a; echo out > /dev/stdout; script -qc 'tty' /dev/null 2>/dev/null || true",
            ProcessRoot.Empty, Mount.Proc(), Mount.Devices());
        output.Should().Contain("00 00 00").And.Contain("ptmx").And.Contain("shm").And.Contain("out");
    }

    [Fact]
    public async Task What_is_unbindable_cannot_be_bound_elsewhere()
    {
        NamespaceProcessStartInfo Info(MountPropagation propagation) => new("sh", "-c", "grep -c ' /tmp .* unbindable' /proc/self/mountinfo; mount --bind /tmp /mnt 2>/dev/null && echo bound || echo refused")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount,
            IdMap = IdMap.CurrentUserAsRoot,
            Mounts = { Mount.Tmpfs("/tmp"), Mount.Propagation("/tmp", propagation) },
            StandardOutput = ProcessStream.Pipe,
        };
        (await Run.OutputAsync(Info(MountPropagation.Unbindable))).Should().Be("1\nrefused");
        (await Run.OutputAsync(Info(MountPropagation.Private))).Should().Be("0\nbound");
    }

    [Fact]
    public async Task Mounts_made_outside_are_seen_or_not_as_the_propagation_says()
    {
        foreach (MountPropagation propagation in new[] { MountPropagation.Private, MountPropagation.Slave })
        {
            string type = propagation == MountPropagation.Private ? "-" : "master:";
            string output = await Run.OutputAsync(new("cat", "/proc/self/mountinfo") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount, IdMap = IdMap.CurrentUserAsRoot, MountPropagation = propagation, StandardOutput = ProcessStream.Pipe });
            bool sharedOutside = File.ReadAllText("/proc/self/mountinfo").Contains("shared:", StringComparison.Ordinal);
            output.Contains("master:", StringComparison.Ordinal).Should().Be(sharedOutside && type == "master:");
            output.Should().NotContain("shared:");
        }
    }

    [Fact]
    public async Task The_file_systems_of_the_kernel_are_those_of_the_namespaces()
    {
        string output = await Run.OutputAsync(new("findmnt", "-rno", "TARGET,FSTYPE,OPTIONS")
        {
            NewNamespaces = Run.Own | NamespaceTypes.Network | NamespaceTypes.Ipc | NamespaceTypes.Cgroup,
            IdMap = IdMap.CurrentUserAsRoot,
            Mounts = { Mount.Proc(), Mount.Sysfs(), Mount.Cgroup(), Mount.Devices(), Mount.Directory("/dev/mqueue"), Mount.Mqueue(), Mount.Devpts() },
            StandardOutput = ProcessStream.Pipe,
        });
        string[] last = [.. output.Split('\n').Reverse().DistinctBy(line => line.Split(' ')[0])];
        foreach (string mount in new[] { "/proc proc", "/sys sysfs", "/sys/fs/cgroup cgroup2", "/dev tmpfs", "/dev/mqueue mqueue", "/dev/pts devpts" })
        {
            last.Should().ContainSingle(line => line.StartsWith(mount + " ", StringComparison.Ordinal)).Which.Should().Contain("nosuid");
        }
    }

    [Fact]
    public async Task A_remount_takes_rights_away()
    {
        string output = await ShellAsync("touch /scratch/x 2>&1", ProcessRoot.Empty, Mount.Tmpfs("/scratch"), Mount.Remount("/scratch", MountFlags.ReadOnly | MountFlags.NoSetUserId | MountFlags.NoDevices));
        output.Should().Contain("Read-only");
    }

    [Fact]
    public async Task The_working_directory_is_that_of_the_process()
    {
        (await Run.OutputAsync(new("/bin/pwd") { WorkingDirectory = "/usr/bin", StandardOutput = ProcessStream.Pipe })).Should().Be("/usr/bin");
    }

    private static async Task<string> ShellAsync(string script, ProcessRoot root, params Mount[] mounts)
    {
        NamespaceProcessStartInfo info = new("/bin/sh", "-c", script + "; true")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Root = root,
            StandardOutput = ProcessStream.Pipe,
            Environment = { ["LC_ALL"] = "C" },
            Mounts = { Mount.Bind("/usr", "/usr", readOnly: true), Mount.SymbolicLink("/bin", "usr/bin"), Mount.SymbolicLink("/lib", "usr/lib"), Mount.SymbolicLink("/lib64", "usr/lib64") },
        };
        Array.ForEach(mounts, info.Mounts.Add);
        return await Run.OutputAsync(info);
    }
}
