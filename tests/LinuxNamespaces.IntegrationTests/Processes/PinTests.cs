using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>Namespaces of a process that files keep alive, from before its program runs.</summary>
[Collection("The kernel")]
public sealed class PinTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory(RunMark.Prefix);
    private readonly string _old;
    private readonly string _new;

    public PinTests()
    {
        _old = Path.Combine(_directory.FullName, "old");
        _new = Path.Combine(_directory.FullName, "new");
        File.WriteAllText(_old, "kept");
    }

    public void Dispose()
    {
        // What a failed test has left.
        Tool.Run("sh", "-c", $"umount -l '{_old}' '{_new}' 2>/dev/null || true");
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(NamespaceTypes.Uts | NamespaceTypes.Ipc)]
    [InlineData(NamespaceTypes.Uts | NamespaceTypes.Ipc | NamespaceTypes.User | NamespaceTypes.Pid)]
    public void A_process_leaves_its_namespaces_to_files(NamespaceTypes types)
    {
        Require.Privileges();
        NamespaceProcessStartInfo info = new("true")
        {
            NewNamespaces = types,
            IdMap = types.HasFlag(NamespaceTypes.User) ? IdMap.CurrentUserAsRoot : null,
            HostName = "pinned",
            PinNamespaces = { [NamespaceTypes.Uts] = _new, [NamespaceTypes.Ipc] = _old },
        };
        using (NamespaceProcess process = Run.Start(info))
        {
            process.WaitForExit().ExitCode.Should().Be(0);
        }

        ShouldBePinned();
    }

    [Theory]
    [InlineData(NamespaceTypes.Uts | NamespaceTypes.Ipc)]
    [InlineData(NamespaceTypes.Uts | NamespaceTypes.Ipc | NamespaceTypes.User | NamespaceTypes.Mount)]
    public void A_program_in_place_of_the_caller_does_too(NamespaceTypes types)
    {
        Require.Privileges();
        string[] lines = Tool.Run("sh", "-c", $"echo $$; {Program.ReplaceCommand(types, _new, _old)}").Split('\n');
        lines[0].Should().Be(lines[1], "no process stands above the program");
        lines[2].Should().Be("pinned");
        lines[3].Should().BeEmpty("who has pinned them is reaped");
        ShouldBePinned();
    }

    [Fact]
    public void Who_may_not_mount_is_told_and_leaves_no_file()
    {
        Assert.SkipWhen(Require.HasPrivileges, "This is about users without CAP_SYS_ADMIN.");
        Require.UserNamespaces();
        string output = Tool.Run("sh", "-c", $"({Program.ReplaceCommand(NamespaceTypes.Uts | NamespaceTypes.Ipc | NamespaceTypes.User, _new, _old)}) 2>&1; echo $?");
        output.Should().Match($"Could not start sh: Mount 'open_tree(AT_FDCWD, \"/proc/*/ns/uts\", *)': Operation not permitted\n1\n");
        File.Exists(_new).Should().BeFalse();
        File.ReadAllText(_old).Should().Be("kept");
    }

    [Fact]
    public void What_cannot_be_created_keeps_the_program_from_running()
    {
        string nowhere = Path.Combine(_directory.FullName, "no", "file");
        string output = Tool.Run("sh", "-c", $"({Program.ReplaceCommand(NamespaceTypes.Uts | NamespaceTypes.Ipc | NamespaceTypes.User, nowhere)}) 2>&1; echo $?");
        output.Should().Match($"Could not start sh: Mount 'openat(AT_FDCWD, \"{nowhere}\", *)': No such file or directory\n1\n");
    }

    [Fact]
    public void A_new_pid_namespace_is_pinned_by_who_stays_only()
    {
        NamespaceProcessStartInfo info = new("true") { NewNamespaces = NamespaceTypes.Pid, PinNamespaces = { [NamespaceTypes.Pid] = _new } };
        FluentActions.Invoking(() => CurrentProcess.Exec(info)).Should().Throw<ArgumentException>().WithMessage("*cannot have PinNamespaces[Pid], which needs a caller that stays: use NamespaceProcess.Start.");
        File.Exists(_new).Should().BeFalse();
    }

    private void ShouldBePinned()
    {
        using (UtsNamespace names = UtsNamespace.Open(_new))
        {
            names.GetHostName().Should().Be("pinned");
        }

        using (IpcNamespace queues = IpcNamespace.Open(_old))
        {
            using IpcNamespace own = IpcNamespace.OpenCurrent();
            queues.Identity.Should().NotBe(own.Identity);
        }

        Namespace.Unpin(_new);
        File.Exists(_new).Should().BeFalse();
        Tool.Run("umount", _old);
        File.ReadAllText(_old).Should().Be("kept");
    }
}
