using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class RemountTests : KindTest, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Here => _directory.Path;

    [Fact]
    public void Flags_are_those_of_findmnt()
    {
        using MountNamespace there = Tree();
        foreach ((MountFlags flags, string options) in new[]
        {
            (MountFlags.ReadOnly, "ro,relatime"),
            (MountFlags.NoSetUserId | MountFlags.NoDevices, "rw,nosuid,nodev,relatime"),
            (MountFlags.NoExecute | MountFlags.NoAccessTime | MountFlags.NoDevices, "rw,nodev,noexec,noatime"),
            (MountFlags.NoSymbolicLinks, "rw,relatime,nosymfollow"),
            (MountFlags.None, "rw,relatime"),
        })
        {
            there.Remount(Here, flags);
            Options(there, Here).Should().Be(options);
            there.GetMounts().Single(mount => mount.Target == Here).Should().BeEquivalentTo(new { Options = options, Flags = flags });
        }

        there.Restrict(Here, MountFlags.NoExecute);
        there.Restrict(Here, MountFlags.NoAccessTime);
        Options(there, Here).Should().Be("rw,noexec,noatime");
    }

    [Fact]
    public void Mounts_below_change_too_when_that_is_said()
    {
        using MountNamespace there = Tree();
        there.Remount($"{Here}/below", MountFlags.ReadOnly | MountFlags.NoExecute, recursive: true);
        Options(there, $"{Here}/below").Should().Be("ro,noexec,relatime");
        Options(there, $"{Here}/below/lowest").Should().Be("ro,noexec,relatime");
        Options(there, Here).Should().Be("rw,relatime");
        Action write = () => RunIn(there, "touch", $"{Here}/below/lowest/file");
        write.Should().Throw<InvalidOperationException>().WithMessage("*Read-only*");
        there.Remount($"{Here}/below", MountFlags.None);
        RunIn(there, "touch", $"{Here}/below/file");
        Options(there, $"{Here}/below/lowest").Should().Be("ro,noexec,relatime");
        there.Restrict(Here, MountFlags.NoDevices, recursive: true);
        Options(there, $"{Here}/below").Should().Be("rw,nodev,relatime");
        Options(there, $"{Here}/below/lowest").Should().Be("ro,nodev,noexec,relatime");
    }

    [Fact]
    public void After_an_error_nothing_has_changed()
    {
        using MountNamespace there = Tree();
        IReadOnlyList<MountPoint> before = there.GetMounts();
        using (there.OpenFile($"{Here}/below/lowest/file", FileMode.CreateNew, FileAccess.Write))
        {
            Action busy = () => there.Remount(Here, MountFlags.ReadOnly | MountFlags.NoExecute, recursive: true);
            busy.Should().Throw<LinuxException>().WithMessage("*open for writing*").Which.Errno.Should().Be(Errno.EBUSY);
            there.GetMounts().Should().Equal(before);
        }

        Action none = () => there.Remount($"{Here}/none", MountFlags.ReadOnly);
        none.Should().Throw<LinuxException>().WithMessage("*no mount*").Which.Errno.Should().Be(Errno.EINVAL);
        none = () => there.Remount($"{Here}/nothing", MountFlags.ReadOnly);
        none.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
        Action senseless = () => there.Remount(Here, (MountFlags)2048);
        senseless.Should().Throw<ArgumentException>();
        senseless = () => there.Restrict(Here, MountFlags.None);
        senseless.Should().Throw<ArgumentException>();
        there.GetMounts().Should().Equal(before);
    }

    [Fact]
    public async Task Flags_of_another_user_namespace_stay()
    {
        await using NamespaceProcess process = Start(NamespaceTypes.Mount, "sh", "-c", $"mount -t tmpfs -o ro,nosuid none {Here} && exec unshare -Urm sleep 1000");
        SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{process.Id}/comm") == "sleep\n", TimeSpan.FromSeconds(10)).Should().BeTrue();
        using MountNamespace there = MountNamespace.OpenProcess(process.Id);
        Action clear = () => there.Remount(Here, MountFlags.NoExecute | MountFlags.NoSetUserId);
        clear.Should().Throw<LinuxException>().WithMessage("*another user namespace*").Which.Errno.Should().Be(Errno.EPERM);
        there.GetMounts().Single(mount => mount.Target == Here).Options.Should().Be("ro,nosuid,relatime");
        there.Restrict(Here, MountFlags.NoExecute);
        there.GetMounts().Single(mount => mount.Target == Here).Options.Should().Be("ro,nosuid,noexec,relatime");
    }

    [Fact]
    public async Task Mounts_of_a_process_are_restricted_with_all_flags()
    {
        Require.Program("findmnt");
        NamespaceProcessStartInfo info = new("findmnt", "--noheadings", "--output", "VFS-OPTIONS", Here)
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount,
            IdMap = IdMap.CurrentUserAsRoot,
            StandardOutput = ProcessStream.Pipe,
            Mounts = { Mount.Tmpfs(Here), Mount.Restrict(Here, MountFlags.NoAccessTime | MountFlags.NoExecute) },
        };
        await using NamespaceProcess process = NamespaceProcess.Start(info, TestContext.Current.CancellationToken);
        (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().Split('\n')[^1].Should().EndWith("noexec,noatime");
    }

    protected override void Dispose(bool disposing)
    {
        _directory.Dispose();
        base.Dispose(disposing);
    }

    private static string Options(MountNamespace there, string target) => RunIn(there, "findmnt", "--noheadings", "--output", "VFS-OPTIONS", target).Trim();

    private MountNamespace Tree()
    {
        Require.Program("findmnt");
        MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        RunIn(there, "sh", "-ec", $"cd {Here}; mkdir none below; mount -t tmpfs none below; mkdir below/lowest; mount -t tmpfs none below/lowest");
        return there;
    }
}
