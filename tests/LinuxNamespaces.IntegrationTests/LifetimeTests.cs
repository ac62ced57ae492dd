using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class LifetimeTests : KernelTest
{
    [Fact]
    public void Disposed_namespace_is_refused()
    {
        NetNamespace gone = NetNamespace.Create();
        Link link = gone.Loopback;
        gone.Dispose();
        gone.Dispose();
        Action[] acts =
        [
            () => gone.Links.List(), () => _ = gone.Routes, () => _ = gone.Loopback, () => gone.OpenRtnetlink(), () => gone.CreateHttpHandler(),
            () => gone.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), () => gone.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 0)),
            () => gone.PingStreamAsync(IPAddress.Loopback), () => link.Refresh(), () => link.Up(), () => link.GetAddresses(), link.Delete,
            () => VethPair.Create(gone, "a", Red, "b"), () => VethPair.Create(Red, "a", gone, "b"), () => Red.Links.AddBridge("br0").MoveTo(gone),
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ObjectDisposedException>();
        }

        gone.ToString().Should().StartWith("net:[");
        gone.Equals(Red).Should().BeFalse();
    }

    [Fact]
    public void Connection_keeps_its_namespace_and_ends_by_itself()
    {
        NetNamespace green = NetNamespace.Create();
        green.Links.AddBridge("br0");
        RtnetlinkConnection connection = green.OpenRtnetlink();
        green.Dispose();
        Link bridge = connection.Links.Get("br0").Up();
        bridge.IsUp.Should().BeTrue();
        connection.Dispose();
        connection.Dispose();
        Action act = () => bridge.Refresh();
        act.Should().Throw<ObjectDisposedException>();
        act = () => connection.Links.List();
        act.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Forgotten_objects_give_their_descriptors_back()
    {
        // The library keeps what it opens at the first use.
        Forget(1);
        Collect();
        int before = Leaks.Descriptors();
        int most = Forget(50);
        most.Should().BeGreaterThanOrEqualTo(before + (4 * 50), "each has a namespace, two netlink sockets and a socket");
        Collect();
        Leaks.Descriptors().Should().Be(before);

        static void Collect()
        {
            // A socket may need a second round.
            for (int round = 0; round < 3; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [Fact]
    public async Task No_thread_of_the_process_ever_stays_elsewhere()
    {
        // Threads that start while another one is away would inherit its namespace.
        Task[] tasks = [.. Enumerable.Range(0, 50).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using NetNamespace green = NetNamespace.Create();
                green.Loopback.Up();
                green.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Dispose();
                Thread thread = new(() => Leaks.ThreadsElsewhere());
                thread.Start();
                thread.Join();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        await Task.WhenAll(tasks);
        Leaks.ThreadsElsewhere().Should().Be(0);
    }

    [Fact]
    public void Interrupts_lose_nothing()
    {
        string[] children = ChildProcesses.Find();
        int before = Leaks.Descriptors();
        int opened = 0;
        bool stop = false;
        Thread caller = new(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                try
                {
                    Red.CreateSocketHandle(Linux.AF_INET, Linux.SOCK_DGRAM, 0).Dispose();
                    // By a thread of the library too, which the signal depends on.
                    using NamespaceProcess process = NamespaceProcess.Start(new("true") { ParentDeathSignal = PosixSignal.SIGTERM }, CancellationToken.None);
                    process.WaitForExit();
                    opened++;
                }
                catch (ThreadInterruptedException)
                {
                }
            }
        });
        caller.Start();
        for (int i = 0; i < 300; i++)
        {
            caller.Interrupt();
            Thread.Sleep(i % 3);
        }

        Volatile.Write(ref stop, true);
        caller.Join(TimeSpan.FromSeconds(20)).Should().BeTrue();
        opened.Should().BePositive();
        Leaks.Descriptors().Should().BeLessThanOrEqualTo(before);
        ChildProcesses.Find().Except(children).Should().BeEmpty();
    }

    [Fact]
    public void Thread_that_is_elsewhere_is_seen()
    {
        Require.Privileges();
        Tool.Run("sh", "-c", Program.StrayCommand).Trim().Should().Be("0 1 0");
    }

    [Fact]
    public void Leftovers_are_seen()
    {
        string before = Leaks.Snapshot();
        using (NetNamespace.Create())
        {
            Leaks.Snapshot().Should().NotBe(before);
        }

        using (Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            Leaks.Snapshot().Should().NotBe(before);
        }

        Leaks.Snapshot().Should().Be(before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Forget(int count)
    {
        List<object> forgotten = [];
        for (int i = 0; i < count; i++)
        {
            NetNamespace green = NetNamespace.Create();
            green.Loopback.Up();
            forgotten.Add(green);
            forgotten.Add(green.OpenRtnetlink());
            forgotten.Add(green.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        }

        return Leaks.Descriptors();
    }
}
