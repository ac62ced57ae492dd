using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>What programs that run others in a sandbox need besides namespaces.</summary>
[Collection("The kernel")]
public sealed class SandboxTests
{
    public SandboxTests() => Require.UserNamespaces();

    [Theory]
    [InlineData("abcdefg")]
    [InlineData("abcdefgh")]
    public async Task A_link_that_exists_is_left_when_it_says_the_same(string target)
    {
        string output = await Run.OutputAsync(Shell("readlink /x/link", Mount.Tmpfs("/x"), Mount.SymbolicLink("/x/link", target), Mount.SymbolicLink("/x/link", target)));
        output.Should().Be(target);
        foreach (string other in new[] { target[..^1], $"{target}h", $"x{target[1..]}" })
        {
            FluentActions.Invoking(() => Run.Start(Shell("true", Mount.Tmpfs("/x"), Mount.SymbolicLink("/x/link", target), Mount.SymbolicLink("/x/link", other))))
                .Should().Throw<ChildSetupException>().Which.Errno.Should().Be(Errno.EEXIST);
        }
    }

    [Fact]
    public async Task What_could_be_written_is_protected_and_the_rest_is_left()
    {
        string output = await Run.OutputAsync(Shell(
            "touch /x/a/file 2>&1; touch /x/b; grep -c /x/nosuch /proc/self/mountinfo || :",
            Mount.Tmpfs("/x"), Mount.Directory("/x/a"), Mount.WriteProtect("/x/a"), Mount.WriteProtect("/x/nosuch"), Mount.Proc(), Mount.File("/x/end", default)));
        output.Should().Contain("Read-only").And.EndWith("0");
    }

    [Fact]
    public async Task What_exists_is_a_mount_point_where_nothing_may_be_made()
    {
        string output = await Run.OutputAsync(Shell(
            "cat /x/tree/file; echo /x/tree/directory:; ls /x/tree/directory",
            Mount.Tmpfs("/x"), Mount.File("/x/tree/file", "a"u8.ToArray()), Mount.Directory("/x/tree/directory"), Mount.Restrict("/x", MountFlags.ReadOnly),
            Mount.Bind("/etc/hostname", "/x/tree/file"), Mount.Tmpfs("/x/tree/directory"), Mount.File("/x/tree/directory/inside", default)));
        output.Should().Be($"{(await File.ReadAllTextAsync("/etc/hostname", TestContext.Current.CancellationToken)).TrimEnd()}\n/x/tree/directory:\ninside");
    }

    [Theory]
    [InlineData("/x/nosuch", true, "EROFS")]
    [InlineData("/x/nosuch", false, "EROFS")]
    [InlineData("/x/nosuch/below", false, "EROFS")]
    [InlineData("/x/file", false, "ENOTDIR")]
    [InlineData("/x/file/below", false, "ENOTDIR")]
    [InlineData("/x/directory", true, "EISDIR")]
    public void What_cannot_be_a_mount_point_is_told(string target, bool isFile, string errno)
    {
        Mount mount = Mount.Bind(isFile ? "/etc/hostname" : "/usr", target);
        FluentActions.Invoking(() => Run.Start(Shell("true", Mount.Tmpfs("/x"), Mount.File("/x/file", default), Mount.Directory("/x/directory"), Mount.Restrict("/x", MountFlags.ReadOnly), mount)))
            .Should().Throw<ChildSetupException>().Which.Errno.ToString().Should().Contain(errno);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_open_is_mounted_and_nothing_else(bool isReplaced)
    {
        using TemporaryDirectory directory = new();
        (string meant, string other) = (Path.Combine(directory.Path, "meant"), Path.Combine(directory.Path, "other"));
        await File.WriteAllTextAsync(meant, "meant", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, "other", TestContext.Current.CancellationToken);
        using Microsoft.Win32.SafeHandles.SafeFileHandle source = File.OpenHandle(meant);
        NamespaceProcessStartInfo info = new("/bin/sh", "-c", "cat /mnt/file; echo x > /mnt/file || echo denied")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Root = ProcessRoot.Empty,
            Mounts = { Mount.Bind("/", "/"), Mount.Tmpfs("/mnt"), Mount.Bind(source, "/mnt/file", MountFlags.ReadOnly) },
            StandardOutput = ProcessStream.Pipe,
            StandardError = ProcessStream.Null,
            NamespacesReady = _ =>
            {
                if (isReplaced)
                {
                    File.Move(other, meant, overwrite: true);
                }
            },
        };
        if (isReplaced)
        {
            FluentActions.Invoking(() => Run.Start(info)).Should().Throw<ChildSetupException>().WithMessage("*another file*").Which.Errno.Should().Be(Errno.EAGAIN);
            return;
        }

        (await Run.OutputAsync(info)).Should().Be("meantdenied");
    }

    [Fact]
    public async Task A_file_system_at_the_root_directory_is_that_of_the_process()
    {
        string output = await Run.OutputAsync(Shell("cd /; echo *; findmnt -n -o SOURCE,FSTYPE,OPTIONS / || cat /proc/self/mounts", Mount.Tmpfs("/", 1 << 20, flags: MountFlags.NoSetUserId | MountFlags.NoExecute), Mount.Bind("/usr", "/usr"), Mount.SymbolicLink("/bin", "usr/bin"), Mount.SymbolicLink("/lib", "usr/lib"), Mount.SymbolicLink("/lib64", "usr/lib64"), Mount.Proc()));
        output.Should().StartWith("bin lib lib64 proc usr\n").And.MatchRegex("tmpfs +tmpfs +.*nosuid,noexec.*size=1024k");
    }

    [Fact]
    public void What_is_open_and_no_file_is_not_mounted()
    {
        using System.IO.Pipes.AnonymousPipeServerStream pipe = new();
        FluentActions.Invoking(() => Run.Start(Shell("true", Mount.Bind(pipe.SafePipeHandle, "/x", MountFlags.None))))
            .Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EINVAL);
    }

    [Fact]
    public async Task What_is_no_mount_point_need_not_be_unmounted()
    {
        (await Run.OutputAsync(Shell("echo ran", Mount.Directory("/x"), Mount.Unmount("/x", ifPossible: true)))).Should().Be("ran");
        FluentActions.Invoking(() => Run.Start(Shell("true", Mount.Directory("/x"), Mount.Unmount("/x")))).Should().Throw<ChildSetupException>().Which.Errno.Should().Be(Errno.EINVAL);
    }

    [Fact]
    public void A_file_is_no_directory_that_exists() =>
        FluentActions.Invoking(() => Run.Start(Shell("true", Mount.Tmpfs("/x"), Mount.File("/x/file", default), Mount.Directory("/x/file"))))
            .Should().Throw<ChildSetupException>().Which.Errno.Should().Be(Errno.ENOTDIR);

    [Fact]
    public async Task A_pipe_is_a_mount_point_without_a_reader()
    {
        using TemporaryDirectory directory = new();
        string pipe = Path.Combine(directory.Path, "pipe");
        Tool.Run("mkfifo", pipe);
        NamespaceProcess process = await Task.Run(
            () => Run.Start(Shell("cat /x/pipe", Mount.Bind(directory.Path, "/x"), Mount.Bind("/etc/hostname", "/x/pipe"))), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await using (process)
        {
            (await process.WaitForExitAsync(TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
        }
    }

    [Fact]
    public async Task A_file_is_overwritten_where_that_is_asked_for()
    {
        string output = await Run.OutputAsync(Shell(
            "cat /x/file", Mount.Tmpfs("/x"), Mount.File("/x/file", "long"u8.ToArray()), Mount.File("/x/file", "new"u8.ToArray(), overwrite: true)));
        output.Should().Be("new");
        FluentActions.Invoking(() => Run.Start(Shell("true", Mount.Tmpfs("/x"), Mount.File("/x/file", default), Mount.File("/x/file", default))))
            .Should().Throw<ChildSetupException>().Which.Errno.Should().Be(Errno.EEXIST);
    }

    [Fact]
    public async Task The_program_is_told_its_working_directory()
    {
        string output = await Run.OutputAsync(new("/usr/bin/env")
        {
            PreferredDirectories = { "/nosuch", "/bin/.." },
            PassWorkingDirectory = true,
            ClearEnvironment = true,
            Environment = { ["A"] = "b", ["PWD"] = "/" },
            StandardOutput = ProcessStream.Pipe,
        });
        output.Split('\n').Should().BeEquivalentTo("A=b", "PWD=/usr");
    }

    [Theory]
    [InlineData(ProcessInit.Program, true)]
    [InlineData(ProcessInit.BuiltIn, true)]
    [InlineData(ProcessInit.Program, false)]
    [InlineData(ProcessInit.BuiltIn, false)]
    public async Task Files_are_locked_before_the_program_runs(ProcessInit init, bool newPid)
    {
        using TemporaryDirectory directory = new();
        string[] files = [Path.Combine(directory.Path, "a"), Path.Combine(directory.Path, "b")];
        Array.ForEach(files, file => File.WriteAllText(file, string.Empty));
        NamespaceProcessStartInfo info = new("/bin/cat")
        {
            NewNamespaces = NamespaceTypes.User | (newPid ? NamespaceTypes.Pid : NamespaceTypes.None),
            IdMap = IdMap.CurrentUserAsRoot,
            Init = init,
            StandardInput = ProcessStream.Pipe,
        };
        Array.ForEach(files, info.LockFiles.Add);
        await using (NamespaceProcess process = Run.Start(info))
        {
            Array.ForEach(files, file => FluentActions.Invoking(() => Lock(file)).Should().Throw<IOException>());
            process.StandardInput.Dispose();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Array.ForEach(files, Lock);
        using FileStream own = new(files[0], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        own.Lock(0, 0);
        FluentActions.Invoking(() => Run.Start(info)).Should().Throw<ChildSetupException>().Which.Errno.Should().Be(Errno.EAGAIN);

        static void Lock(string file)
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            stream.Lock(0, 0);
        }
    }

    [Fact]
    public async Task A_user_namespace_below_is_entered_last()
    {
        using UserNamespace outer = UserNamespace.Create();
        await using NamespaceProcess holder = Run.Start(new("/usr/bin/unshare", "-Ur", "sh", "-c", "echo; exec cat")
        {
            JoinNamespaces = { outer },
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await holder.StandardOutput.AsStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        using UserNamespace inner = UserNamespace.OpenProcess(holder.Id);
        string output = await Run.OutputAsync(new("/bin/readlink", "/proc/self/ns/user")
        {
            JoinNamespaces = { outer },
            NewNamespaces = NamespaceTypes.Mount,
            Mounts = { Mount.Tmpfs("/mnt") },
            InnerUserNamespace = inner.Handle,
            StandardOutput = ProcessStream.Pipe,
        });
        output.Should().Be($"user:[{inner.Identity.Inode}]");
        holder.StandardInput.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_found_out_whether_user_namespaces_can_be_created(bool disable)
    {
        NamespaceProcessStartInfo info = new("/bin/echo", "ran")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount,
            IdMap = IdMap.CurrentUserAsRoot,
            InnerIdMap = new IdMap { Users = [new IdRange(0, 0)], Groups = [new IdRange(0, 0)] },
            DisableUserNamespaces = disable,
            RequireNoUserNamespaces = true,
            StandardOutput = ProcessStream.Pipe,
        };
        if (disable)
        {
            (await Run.OutputAsync(info)).Should().Be("ran");
            return;
        }

        FluentActions.Invoking(() => Run.Start(info)).Should().Throw<ChildSetupException>().WithMessage("*DisableUserNamespaces*");
    }

    private static NamespaceProcessStartInfo Shell(string script, params Mount[] mounts)
    {
        NamespaceProcessStartInfo info = new("/bin/sh", "-c", script)
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Root = ProcessRoot.Empty,
            Mounts =
            {
                Mount.Bind("/usr", "/usr"), Mount.SymbolicLink("/bin", "usr/bin"), Mount.SymbolicLink("/lib", "usr/lib"), Mount.SymbolicLink("/lib64", "usr/lib64"),
            },
            StandardOutput = ProcessStream.Pipe,
        };
        Array.ForEach(mounts, info.Mounts.Add);
        return info;
    }
}
