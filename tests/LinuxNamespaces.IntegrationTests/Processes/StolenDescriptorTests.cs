using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>
/// Somebody has got hold of what a child of ours tells us by, as root inside of a user namespace can when he ends the child in it and
/// the kernel does not ask whether an ending process hides.
/// </summary>
[Collection("The kernel")]
public sealed class StolenDescriptorTests : IDisposable
{
    private readonly HangingStart _hanging = new();

    public void Dispose() => _hanging.Dispose();

    [Fact]
    public async Task A_start_ends_with_its_child_though_its_report_does_not()
    {
        Task start = _hanging.InBackground("by reports", TestContext.Current.CancellationToken);
        string child = _hanging.SpinForChild();
        using SafeFileHandle report = StealReport(child);
        Tool.Kill("-KILL", child);
        Func<Task> wait = () => start.WaitAsync(HangingStart.Long);
        (await wait.Should().ThrowAsync<ChildSetupException>()).WithMessage("*killed by signal 9 on the way*");
    }

    [Fact]
    public async Task What_others_report_of_a_process_does_not_end_it()
    {
        await using NamespaceProcess parent = NamespaceProcess.Start(
            new("sh", "-c", "sleep 1000 & echo $!; wait") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, StandardOutput = ProcessStream.Pipe },
            TestContext.Current.CancellationToken);
        int victim = 0;
        await foreach (string line in parent.StandardOutput.ReadLinesAsync(TestContext.Current.CancellationToken))
        {
            victim = int.Parse(line, CultureInfo.InvariantCulture);
            break;
        }

        try
        {
            // A child that we tell to go on, as what is told of another process is believed from such a one only.
            NamespaceProcessStartInfo info = _hanging.Info("by launcher");
            TaskCompletionSource ready = new();
            NamespaceProcessStartInfo hanging = new("true")
            {
                NewNamespaces = info.NewNamespaces,
                IdMap = info.IdMap,
                NamespacesReady = _ => ready.SetResult(),
                Mounts = { info.Mounts[0] },
            };
            Task start = HangingStart.InBackground(hanging, TestContext.Current.CancellationToken);
            await ready.Task.WaitAsync(HangingStart.Long, TestContext.Current.CancellationToken);
            string child = _hanging.SpinForChild(besides: parent.Id);
            using (SafeFileHandle report = StealReport(child))
            {
                Write(report, (long)ReportTag.Started, victim);
            }

            Func<Task> wait = () => start.WaitAsync(TimeSpan.FromSeconds(5));
            (await wait.Should().ThrowAsync<LinuxException>()).WithMessage("*ECHILD*reported in its place*");
            SpinWait.SpinUntil(() => ChildProcesses.IsSleeping($"{victim}"), HangingStart.Long).Should().BeTrue("the program may not have begun to sleep");
            ChildProcesses.Find().Should().NotContain(child);
        }
        finally
        {
            Tool.Kill("-KILL", $"{victim}");
        }
    }

    [Theory]
    [InlineData((long)ReportTag.MapIds)]
    [InlineData((long)ReportTag.Started)]
    [InlineData((long)ReportTag.Exited)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task What_no_child_reports_ends_the_start(long tag)
    {
        Task start = _hanging.InBackground("by reports", TestContext.Current.CancellationToken);
        string child = _hanging.SpinForChild();
        using SafeFileHandle report = StealReport(child);
        Write(report, tag, Environment.ProcessId);
        Func<Task> wait = () => start.WaitAsync(HangingStart.Long);
        (await wait.Should().ThrowAsync<LinuxException>()).WithMessage("*ECHILD*reported in its place*");
        ChildProcesses.Find().Should().NotContain(child);
    }

    [Fact]
    public async Task Who_answers_in_place_of_a_broker_is_not_believed()
    {
        Assert.SkipWhen(Require.HasPrivileges, "With CAP_SYS_ADMIN no process opens the sockets.");
        const int socketOfBroker = 4;
        await using NamespaceProcess holder = NamespaceProcess.Start(
            new("sleep", "1000") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Network, IdMap = IdMap.CurrentUserAsRoot }, TestContext.Current.CancellationToken);
        using NetNamespace there = NetNamespace.OpenProcess(holder.Id);
        using UserNamespace owner = there.OpenOwner();
        HelperProcesses.Use(there.Handle, HelperProcess.Start(owner.Handle, staysDumpable: true));
        there.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose();
        string helper = _hanging.Children().Except([$"{holder.Id}"]).Should().ContainSingle().Subject;

        using SafeFileHandle process = PidFile.TryOpen(int.Parse(helper, CultureInfo.InvariantCulture));
        using PacketChannel stolen = new(PidFile.TryBorrow(process, socketOfBroker));
        using SafeFileHandle file = File.OpenHandle("/dev/null");
        stolen.TrySend(MemoryMarshal.AsBytes<long>([HelperProcessRequest.Done, 0]), file).Should().BeTrue();
        // Another helper process opens it.
        using Socket socket = there.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        new FileInfo($"/proc/self/fd/{socket.Handle}").LinkTarget.Should().StartWith("socket:");
        ChildProcesses.Find().Should().NotContain(helper);
    }

    // The one pipe that is open for writing in a child that has not redirected anything.
    private static SafeFileHandle StealReport(string child)
    {
        using SafeFileHandle process = PidFile.TryOpen(int.Parse(child, CultureInfo.InvariantCulture));
        string own = string.Join(' ', Enumerable.Range(0, 3).Select(number => new FileInfo($"/proc/self/fd/{number}").LinkTarget));
        string report = Directory.GetFiles($"/proc/{child}/fd").Single(path =>
            new FileInfo(path).LinkTarget is { } target && target.StartsWith("pipe:", StringComparison.Ordinal) && !own.Contains(target, StringComparison.Ordinal)
            && File.ReadLines(path.Replace("/fd/", "/fdinfo/", StringComparison.Ordinal)).Single(line => line.StartsWith("flags:", StringComparison.Ordinal)).EndsWith('1'));
        SafeFileHandle stolen = PidFile.TryBorrow(process, int.Parse(Path.GetFileName(report), CultureInfo.InvariantCulture));
        stolen.IsInvalid.Should().BeFalse();
        return stolen;
    }

    private static void Write(SafeFileHandle report, params long[] record)
    {
        using FileStream stream = new(report, FileAccess.Write, bufferSize: 0);
        stream.Write(MemoryMarshal.AsBytes<long>(record));
    }
}
