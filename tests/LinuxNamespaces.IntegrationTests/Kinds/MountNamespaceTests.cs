using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class MountNamespaceTests : KindTest, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Here => _directory.Path;

    [Fact]
    public void Mounts_are_those_of_findmnt()
    {
        Require.Program("findmnt");
        using MountNamespace there = MountNamespace.Create();
        string odd = $"{Here}/white space\tand \\040";
        Directory.CreateDirectory(odd);
        there.Mount("some thing", odd, "tmpfs", MountFlags.NoExecute | MountFlags.NoDevices, "size=64k,mode=700");
        JsonElement[] theirs = [.. JsonDocument.Parse(RunIn(there, "findmnt", "--json", "--list", "--output", "ID,PARENT,TARGET,SOURCE,FSTYPE,FSROOT,VFS-OPTIONS,FS-OPTIONS,MAJ:MIN,PROPAGATION"))
            .RootElement.GetProperty("filesystems").EnumerateArray()];
        IReadOnlyList<MountPoint> ours = there.GetMounts();
        ours.Select(mount => (mount.Id, mount.ParentId, mount.Target, mount.FileSystem, mount.Root, mount.Options, mount.FileSystemOptions, $"{mount.Major}:{mount.Minor}"))
            .Should().Equal(theirs.Select(mount => (
                mount.GetProperty("id").GetInt32(), mount.GetProperty("parent").GetInt32(), Text(mount, "target"), Text(mount, "fstype"), Text(mount, "fsroot"),
                Text(mount, "vfs-options"), Text(mount, "fs-options"), Text(mount, "maj:min"))));
        ours.Select(mount => Propagation(mount)).Should().Equal(theirs.Select(mount => Text(mount, "propagation")));
        MountPoint mounted = ours.Single(mount => mount.Target == odd);
        mounted.Should().BeEquivalentTo(new { Source = "some thing", FileSystem = "tmpfs", Flags = MountFlags.NoExecute | MountFlags.NoDevices, Root = "/", IsUnbindable = false });
        File.ReadAllText("/proc/self/mountinfo").Should().NotContain(Path.GetFileName(Here), "it is mounted there only");
    }

    [Fact]
    public void File_systems_are_mounted_bound_and_unmounted()
    {
        using MountNamespace there = MountNamespace.Create();
        string a = Directory.CreateDirectory($"{Here}/a").FullName;
        string b = Directory.CreateDirectory($"{Here}/b").FullName;
        there.Mount("none", a, "tmpfs");
        RunIn(there, "sh", "-c", $"echo inside > {a}/file");
        there.Bind(a, b, recursive: true, readOnly: true);
        RunIn(there, "cat", $"{b}/file").Trim().Should().Be("inside");
        RunIn(there, "sh", "-c", $"echo x > {b}/file || true");
        RunIn(there, "cat", $"{a}/file").Trim().Should().Be("inside");
        File.Exists($"{a}/file").Should().BeFalse();
        there.Unmount(b);
        RunIn(there, "ls", b).Should().BeEmpty();
        using (FileStream held = there.OpenFile($"{a}/file"))
        {
            Action busy = () => there.Unmount(a);
            busy.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EBUSY);
            there.Unmount(a, detach: true);
            new StreamReader(held).ReadToEnd().Trim().Should().Be("inside");
        }

        Action none = () => there.Unmount(a);
        none.Should().Throw<LinuxException>().Which.Message.Should().Contain("EINVAL").And.Contain("no mount");
        there.GetMounts().Should().NotContain(mount => mount.Target.StartsWith(Here, StringComparison.Ordinal));
    }

    [Fact]
    public void Propagation_is_what_findmnt_says()
    {
        using MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        foreach ((MountPropagation propagation, string word) in new[] { (MountPropagation.Shared, "shared"), (MountPropagation.Private, "private"), (MountPropagation.Unbindable, "private,unbindable"), (MountPropagation.Slave, "private,unbindable") })
        {
            there.SetPropagation(Here, propagation);
            if (propagation != MountPropagation.Slave)
            {
                RunIn(there, "findmnt", "--noheadings", "--output", "PROPAGATION", Here).Trim().Should().Be(word);
                Propagation(there.GetMounts()[^1]).Should().Be(word);
            }
        }

        Action nothing = () => there.SetPropagation(Here, MountPropagation.Unchanged);
        nothing.Should().Throw<ArgumentException>();
        RunIn(there, "mkdir", $"{Here}/slave");
        there.SetPropagation(Here, MountPropagation.Shared);
        there.Bind(Here, $"{Here}/slave");
        there.SetPropagation($"{Here}/slave", MountPropagation.Slave);
        RunIn(there, "findmnt", "--noheadings", "--output", "PROPAGATION", $"{Here}/slave").Trim().Should().Be("private,slave");
        there.SetPropagation($"{Here}/slave", MountPropagation.Shared);
        RunIn(there, "findmnt", "--noheadings", "--output", "PROPAGATION", $"{Here}/slave").Trim().Should().Be("shared,slave");
        there.SetPropagation(Here, MountPropagation.Private, recursive: true);
        RunIn(there, "findmnt", "--noheadings", "--output", "PROPAGATION", $"{Here}/slave").Trim().Should().Be("private");
    }

    [Fact]
    public void Propagation_can_be_left_as_it_is()
    {
        using MountNamespace shared = MountNamespace.Create(MountPropagation.Shared);
        shared.GetMounts().Should().OnlyContain(mount => mount.PeerGroup != null);
        using MountNamespace unchanged = MountNamespace.Create(MountPropagation.Unchanged);
        using MountNamespace current = MountNamespace.OpenCurrent();
        // Other programs mount and unmount meanwhile, so what is in both lists is compared.
        ILookup<string, bool> copies = Propagation(unchanged);
        ILookup<string, bool> originals = Propagation(current);
        string[] inBoth = [.. originals.Select(mount => mount.Key).Where(copies.Contains)];
        inBoth.Should().Contain(["/ of " + FileSystemOfRoot(current), "/proc of proc"]);
        inBoth.Should().OnlyContain(mount => copies[mount].SequenceEqual(originals[mount]));

        static ILookup<string, bool> Propagation(MountNamespace names) =>
            names.GetMounts().ToLookup(mount => $"{mount.Target} of {mount.FileSystem}", mount => mount.PeerGroup != null || mount.MasterGroup != null);

        static string FileSystemOfRoot(MountNamespace names) => names.GetMounts().First(mount => mount.Target == "/").FileSystem;
    }

    [Fact]
    public void Files_are_opened_and_created_inside()
    {
        using MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        using (FileStream file = there.OpenFile($"{Here}/new", FileMode.CreateNew, FileAccess.ReadWrite))
        {
            file.Write("0123456789"u8);
            file.Position = 4;
            file.ReadByte().Should().Be('4');
        }

        using (FileStream file = there.OpenFile($"{Here}/new", FileMode.Append, FileAccess.Write))
        {
            file.Write("X"u8);
        }

        RunIn(there, "cat", $"{Here}/new").Should().Be("0123456789X");
        File.Exists($"{Here}/new").Should().BeFalse();
        Action act = () => there.OpenFile($"{Here}/new", FileMode.CreateNew, FileAccess.Write);
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EEXIST);
        act = () => there.OpenFile($"{Here}/other");
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
        act = () => there.OpenFile("relative");
        act.Should().Throw<ArgumentException>();
        act = () => there.OpenFile($"{Here}/new", FileMode.Create, FileAccess.Read);
        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void What_is_no_file_keeps_nobody_waiting()
    {
        using MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        RunIn(there, "sh", "-c", $"mkfifo {Here}/pipe; ln -s /dev/zero {Here}/link; mkdir {Here}/directory");
        foreach (string name in new[] { "pipe", "link", "directory" })
        {
            Action act = () => there.OpenFile($"{Here}/{name}");
            act.Should().Throw<InvalidDataException>().WithMessage($"*{name}*");
        }

        Action write = () => there.OpenFile($"{Here}/pipe", FileMode.Open, FileAccess.Write);
        write.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENXIO);
    }

    [Fact]
    public async Task Unix_sockets_are_connected_inside()
    {
        using MountNamespace there = MountNamespace.Create();
        there.Mount("none", Here, "tmpfs");
        Action none = () => there.ConnectUnixSocket($"{Here}/socket");
        none.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string bound = Path.GetTempFileName();
        File.Delete(bound);
        server.Bind(new UnixDomainSocketEndPoint(bound));
        server.Listen(1);
        there.Bind(Path.GetTempPath(), Here, recursive: true);
        File.Delete($"{Here}/{Path.GetFileName(bound)}");
        try
        {
            using Socket client = there.ConnectUnixSocket($"{Here}/{Path.GetFileName(bound)}");
            using Socket accepted = await server.AcceptAsync(TestContext.Current.CancellationToken);
            await client.SendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
            byte[] buffer = new byte[16];
            int received = await accepted.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Encoding.ASCII.GetString(buffer, 0, received).Should().Be("hello");
            client.Blocking.Should().BeTrue();
            List<Socket> waiting = [];
            Action many = () =>
            {
                for (int i = 0; i < 10; i++)
                {
                    waiting.Add(there.ConnectUnixSocket($"{Here}/{Path.GetFileName(bound)}"));
                }
            };
            many.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EAGAIN, "nobody is kept waiting");
            waiting.ForEach(socket => socket.Dispose());
        }
        finally
        {
            File.Delete(bound);
        }
    }

    [Fact]
    public async Task Mounts_of_a_process_without_proc_are_listed()
    {
        await using NamespaceProcess process = Start(NamespaceTypes.Mount, "sh", "-c", "mount -t tmpfs none /proc; exec sleep 1000");
        using MountNamespace there = MountNamespace.OpenProcess(process.Id);
        SpinWait.SpinUntil(() => there.GetMounts()[^1] is { Target: "/proc", FileSystem: "tmpfs" }, TimeSpan.FromSeconds(10)).Should().BeTrue();
        there.GetMounts().Should().HaveCount(File.ReadLines($"/proc/{process.Id}/mountinfo").Count());
    }

    [Fact]
    public void Mounts_of_the_machine_are_listed_by_everybody()
    {
        using MountNamespace current = MountNamespace.OpenCurrent();
        // Other programs mount and unmount meanwhile.
        string[] before = Ids();
        string[] listed = [.. current.GetMounts().Select(mount => mount.Id.ToString(CultureInfo.InvariantCulture))];
        string[] stayed = [.. before.Intersect(Ids())];
        listed.Where(stayed.Contains).Should().Equal(stayed);
        using FileStream file = current.OpenFile("/proc/version");
        new StreamReader(file).ReadToEnd().Should().StartWith("Linux");

        static string[] Ids() => [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[0])];
    }

    protected override void Dispose(bool disposing)
    {
        _directory.Dispose();
        base.Dispose(disposing);
    }

    private static string Text(JsonElement mount, string property) => mount.GetProperty(property).GetString()!;

    private static string Propagation(MountPoint mount) =>
        $"{(mount.PeerGroup is null ? "private" : "shared")}{(mount.MasterGroup is null ? string.Empty : ",slave")}{(mount.IsUnbindable ? ",unbindable" : string.Empty)}";
}
