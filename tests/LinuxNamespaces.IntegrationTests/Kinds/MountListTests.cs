using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

/// <summary>The list of mounts, which the kernel gives in two ways.</summary>
[Collection("The kernel")]
public sealed class MountListTests : KindTest, IDisposable
{
    private static readonly bool s_isListed = Environment.OSVersion.Version >= new Version(6, 15);

    private readonly TemporaryDirectory _directory = new();

    private string Here => _directory.Path;

    [Fact]
    public void Both_ways_say_the_same_of_names_that_are_awkward()
    {
        using MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        foreach (string name in new[] { "white space", "tab\t", "line\nend", "carriage\rreturn", "back\\slash", "\\040", "#hash", "// -", "ü€\u0001", " " })
        {
            string target = $"{Here}/{name.Trim('/')}.";
            RunIn(there, "mkdir", "-p", target);
            there.Mount(name, target, "tmpfs", options: "size=64k");
            RunIn(there, "mkdir", $"{target}/{name.Replace("/", "_", StringComparison.Ordinal)}", $"{target}/second");
            there.Bind($"{target}/{name.Replace("/", "_", StringComparison.Ordinal)}", $"{target}/second");
        }

        IReadOnlyList<MountPoint> mounts = Compare(there);
        mounts.Should().Contain(mount => mount.Target == $"{Here}/carriage\rreturn.").And.Contain(mount => mount.Root == "/\\040" && mount.Source == "\\040");
    }

    [Fact]
    public void Both_ways_say_the_same_of_everything_else()
    {
        using MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        string deep = string.Concat(Enumerable.Repeat($"/{new string('x', 250)}", 14));
        RunIn(there, "sh", "-ec", $"""
            cd {Here}
            mkdir gone bound flags atime strict sync shared slave peer fixed unbindable read -p .{deep}/a
            mount --bind gone bound; rmdir gone
            mount -t tmpfs -o nosuid,nodev,noexec,nodiratime none flags
            mount -t tmpfs -o noatime none atime
            mount -t tmpfs -o strictatime none strict
            mount -t tmpfs -o sync,dirsync none sync
            mount -t tmpfs -o ro none fixed
            mount -t tmpfs none shared; mount --make-shared shared; mount --bind shared peer; mount --bind shared slave; mount --make-slave slave; mount --make-shared slave
            mount -t tmpfs none unbindable; mount --make-unbindable unbindable
            mount -t tmpfs {new string('s', 4000)} read; mkdir -p read{deep}; mount --bind read{deep} .{deep}/a
            """);
        IReadOnlyList<MountPoint> mounts = Compare(there);
        mounts.Should().Contain(mount => mount.Root.EndsWith("//deleted", StringComparison.Ordinal)).And.Contain(mount => mount.Target == $"{Here}{deep}/a" && mount.Root == deep && mount.Source.Length == 4000)
           .And.Contain(mount => mount.PeerGroup != null && mount.MasterGroup != null).And.Contain(mount => mount.IsUnbindable)
            .And.Contain(mount => mount.Options == "rw,nosuid,nodev,noexec,nodiratime,relatime");
    }

    [Fact]
    public async Task Both_ways_say_the_same_of_other_namespaces()
    {
        using MountNamespace current = MountNamespace.OpenCurrent();
        Compare(current);
        await using NamespaceProcess process = Start(NamespaceTypes.Mount | NamespaceTypes.Pid, "sh", "-c", "mount -t proc proc /proc; mount -t tmpfs none /; exec sleep 1000");
        using MountNamespace there = MountNamespace.OpenProcess(process.Id);
        SpinWait.SpinUntil(() => there.GetMounts() is [.., { Target: "/", FileSystem: "tmpfs" }], TimeSpan.FromSeconds(10)).Should().BeTrue("who enters sees what is mounted over the root directory");
        Compare(there, listed: false).Should().ContainSingle();
    }

    [Fact]
    public async Task Mounts_that_come_and_go_neither_hang_nor_hide_others()
    {
        using MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        RunIn(there, "mkdir", $"{Here}/stays", $"{Here}/comes");
        there.Mount("stays", $"{Here}/stays", "tmpfs");
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task storm = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    RunIn(there, "sh", "-c", $"i=0; while [ $i -lt 20 ]; do mount -t tmpfs comes {Here}/comes && umount {Here}/comes; i=$((i + 1)); done");
                }
            },
            CancellationToken.None);
        // Not the names of network namespaces: deleting one takes its mount out of every mount namespace.
        int before = there.GetMounts().Count(mount => mount.Source != "comes" && mount.FileSystem != "nsfs");
        for (int i = 0; i < 500; i++)
        {
            IReadOnlyList<MountPoint> mounts = there.GetMounts();
            mounts.Count(mount => mount.Source != "comes" && mount.FileSystem != "nsfs").Should().Be(before);
            mounts.Select(mount => mount.Id).Should().OnlyHaveUniqueItems();
            (MountTable.TryList(there.Handle) is not null).Should().Be(s_isListed);
        }

        await enough.CancelAsync();
        await storm;
    }

    protected override void Dispose(bool disposing)
    {
        _directory.Dispose();
        base.Dispose(disposing);
    }

    private static IReadOnlyList<MountPoint> Compare(MountNamespace there, bool listed = true)
    {
        IReadOnlyList<MountPoint>? asked = MountTable.TryList(there.Handle);
        IReadOnlyList<MountPoint> read = there.ReadInside();
        if (listed && s_isListed)
        {
            // Names of network namespaces come and go meanwhile, and deleting one takes its mount out of every mount namespace.
            asked.Should().NotBeNull();
            asked!.Where(mount => mount.FileSystem != "nsfs").Should().Equal(read.Where(mount => mount.FileSystem != "nsfs"));
        }
        else
        {
            asked.Should().BeNull();
            there.GetMounts().Where(mount => mount.FileSystem != "nsfs").Should().Equal(read.Where(mount => mount.FileSystem != "nsfs"));
        }

        return read;
    }
}
