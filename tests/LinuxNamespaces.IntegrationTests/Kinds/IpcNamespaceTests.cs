using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Ipc;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class IpcNamespaceTests : KindTest
{
    private const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    [Fact]
    public void What_ipcmk_creates_is_listed_as_lsipc_does()
    {
        using IpcNamespace ipc = IpcNamespace.Create();
        RunIn(ipc, "sh", "-c", "ipcmk -M 10000 -p 0640; ipcmk -S 3; ipcmk -Q -p 0606");
        SharedMemorySegment segment = ipc.GetSharedMemorySegments().Should().ContainSingle().Which;
        Compare(segment, Lsipc(ipc, "-m", "SIZE,NATTCH,CPID"), Fields(segment.Size, segment.Attachments, segment.CreatorProcess));
        segment.Should().BeEquivalentTo(new { Size = 10000UL, Permissions = Shared, Attached = (DateTimeOffset?)null, IsDeleted = false });
        segment.Changed.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        SemaphoreSet semaphores = ipc.GetSemaphoreSets().Should().ContainSingle().Which;
        Compare(semaphores, Lsipc(ipc, "-s", "NSEMS"), Fields(semaphores.Count));
        semaphores.Count.Should().Be(3);
        MessageQueue queue = ipc.GetMessageQueues().Should().ContainSingle().Which;
        Compare(queue, Lsipc(ipc, "-q", "MSGS,LSPID,LRPID"), Fields(queue.Messages, queue.LastSender, queue.LastReceiver));
    }

    [Fact]
    public void What_is_created_and_removed_here_ipcs_shows()
    {
        using IpcNamespace ipc = IpcNamespace.Create();
        int segment = ipc.CreateSharedMemory(4096, key: 0x1234, permissions: Shared);
        int semaphores = ipc.CreateSemaphoreSet(5);
        int queue = ipc.CreateMessageQueue(key: -2);
        RunIn(ipc, "ipcs", "-m").Should().MatchRegex($@"0x00001234 {segment} +\S+ +640 +4096 ");
        RunIn(ipc, "ipcs", "-s").Should().MatchRegex($@"0x00000000 {semaphores} +\S+ +600 +5 ");
        RunIn(ipc, "ipcs", "-q").Should().MatchRegex($@"0xfffffffe {queue} +\S+ +600 +0 ");
        ipc.GetMessageQueues().Single().Key.Should().Be(-2);
        Action taken = () => ipc.CreateSharedMemory(4096, key: 0x1234);
        taken.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EEXIST);

        ipc.DeleteSharedMemory(segment);
        ipc.DeleteSemaphoreSet(semaphores);
        ipc.DeleteMessageQueue(queue);
        RunIn(ipc, "ipcs").Should().NotContain("0x");
        ipc.GetSharedMemorySegments().Should().BeEmpty();
        ipc.GetSemaphoreSets().Should().BeEmpty();
        ipc.GetMessageQueues().Should().BeEmpty();
        Action gone = () => ipc.DeleteMessageQueue(queue);
        gone.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EINVAL);
    }

    [Fact]
    public void Posix_queues_are_those_of_a_mounted_mqueue()
    {
        using IpcNamespace ipc = IpcNamespace.Create();
        ipc.GetPosixQueues().Should().BeEmpty();
        ipc.CreatePosixQueue("/jobs", maxMessages: 4, maxMessageSize: 100, permissions: Shared);
        ipc.CreatePosixQueue("/änother");
        Mounted(ipc, "ls /mnt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().BeEquivalentTo("jobs", "änother");
        Mounted(ipc, "stat -c %a /mnt/jobs").Trim().Should().Be("640");
        PosixMessageQueue jobs = ipc.GetPosixQueues()[0];
        jobs.Should().BeEquivalentTo(new { Name = "/jobs", Permissions = Shared, MaxMessages = 4, MaxMessageSize = 100, Messages = 0 });
        jobs.User.ToString(CultureInfo.InvariantCulture).Should().Be(Tool.Run("id", "-u").Trim());
        ipc.DeletePosixQueue("/jobs");
        ipc.GetPosixQueues().Select(queue => queue.Name).Should().Equal("/änother");
        Mounted(ipc, "ls -N /mnt").Trim().Should().Be("änother");
        Action gone = () => ipc.DeletePosixQueue("/jobs");
        gone.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Theory]
    [InlineData("jobs")]
    [InlineData("/")]
    [InlineData("/..")]
    [InlineData("/a/b")]
    [InlineData("/a\0b")]
    [InlineData("")]
    public void Name_that_is_none_is_refused(string name)
    {
        using IpcNamespace ipc = IpcNamespace.OpenCurrent();
        Action act = () => ipc.CreatePosixQueue(name);
        act.Should().Throw<ArgumentException>();
        act = () => ipc.DeletePosixQueue(name);
        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Limits_are_read_and_set()
    {
        using IpcNamespace ipc = IpcNamespace.Create();
        IpcLimits before = ipc.GetLimits();
        Sysctl(ipc, "kernel/msgmni").Should().Be($"{before.MaxQueues}");
        Sysctl(ipc, "kernel/shmmax").Should().Be($"{before.MaxSegmentSize}");
        Sysctl(ipc, "fs/mqueue/msg_max").Should().Be($"{before.MaxPosixMessages}");
        ipc.SetLimits(before with { MaxQueues = 1, MaxSemaphoresInSet = 7, MaxPosixMessages = 20 });
        Sysctl(ipc, "kernel/msgmni").Should().Be("1");
        Sysctl(ipc, "kernel/sem").Split('\t').Should().Equal("7", $"{before.MaxSemaphores}", $"{before.MaxSemaphoreOperations}", $"{before.MaxSemaphoreSets}");
        Sysctl(ipc, "fs/mqueue/msg_max").Should().Be("20");
        ipc.GetLimits().Should().Be(before with { MaxQueues = 1, MaxSemaphoresInSet = 7, MaxPosixMessages = 20 });
        ipc.CreateMessageQueue();
        Action full = () => ipc.CreateMessageQueue();
        full.Should().Throw<LinuxException>().Which.Message.Should().Contain("ENOSPC").And.Contain("Limits");
    }

    [Fact]
    public async Task Objects_of_a_process_in_a_user_namespace_of_its_own_are_managed()
    {
        await using NamespaceProcess process = Start(NamespaceTypes.Ipc);
        using IpcNamespace ipc = IpcNamespace.OpenProcess(process.Id);
        RunIn(process, NamespaceTypes.Ipc, "ipcmk", "-M", "4096");
        SharedMemorySegment segment = ipc.GetSharedMemorySegments().Should().ContainSingle().Which;
        segment.User.Should().Be(0, "ids are those of the user namespace that owns it");
        ipc.DeleteSharedMemory(segment.Id);
        int queue = ipc.CreateMessageQueue();
        ipc.CreatePosixQueue("/mine");
        ipc.GetPosixQueues().Should().ContainSingle();
        RunIn(process, NamespaceTypes.Ipc, "ipcs").Should().Contain($"0x00000000 {queue} ").And.NotContain("4096");
    }

    [Fact]
    public void Objects_of_the_machine_are_listed_by_everybody()
    {
        using IpcNamespace current = IpcNamespace.OpenCurrent();
        int queue = current.CreateMessageQueue();
        try
        {
            current.GetMessageQueues().Should().Contain(found => found.Id == queue);
            Tool.Run("ipcs", "-q").Should().MatchRegex($"0x00000000 {queue} ");
        }
        finally
        {
            current.DeleteMessageQueue(queue);
        }

        _ = current.GetLimits();
    }

    private static string Sysctl(IpcNamespace ipc, string name) => RunIn(ipc, "cat", $"/proc/sys/{name}").Trim();

    private static string Mounted(IpcNamespace ipc, string command) =>
        RunIn(ipc, "unshare", "--mount", "sh", "-c", $"mount -t mqueue none /mnt && {command}");

    private static string[] Fields(params object[] values) => Array.ConvertAll(values, value => string.Create(CultureInfo.InvariantCulture, $"{value}"));

    private static JsonElement Lsipc(IpcNamespace ipc, string kind, string columns) =>
        JsonDocument.Parse(RunIn(ipc, "lsipc", kind, "--json", "--bytes", "--output", $"ID,KEY,PERMS,UID,GID,CUID,CGID,{columns}"))
            .RootElement.EnumerateObject().Single().Value.EnumerateArray().Single();

    private static void Compare(IpcObject ours, JsonElement theirs, params string[] more) =>
        theirs.EnumerateObject().Select(property => property.Value.ToString()).Should().Equal([
            $"{ours.Id}", $"0x{ours.Key:x8}", Symbolic(ours.Permissions), $"{ours.User}", $"{ours.Group}", $"{ours.CreatorUser}", $"{ours.CreatorGroup}", .. more]);

    private static string Symbolic(UnixFileMode permissions) =>
        string.Concat("rwxrwxrwx".Select((letter, place) => ((int)permissions & (0x100 >> place)) != 0 ? letter : '-'));
}
