using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Code inside namespaces.</summary>
[Collection("The kernel")]
public sealed class InvokeTests : IDisposable
{
    private const NamespaceTypes OfThreads = NamespaceTypes.Network | NamespaceTypes.Uts | NamespaceTypes.Ipc | NamespaceTypes.Cgroup | NamespaceTypes.Mount;

    // Threads enter namespaces with privilege only; what an ordinary user is told is in RootlessTests.
    public InvokeTests() => Require.Privileges();

    public static TheoryData<NamespaceTypes> Kinds =>
        [NamespaceTypes.Network, NamespaceTypes.Uts, NamespaceTypes.Ipc, NamespaceTypes.Cgroup, NamespaceTypes.Mount];

    public void Dispose() => ForeignThreads.ShouldBeNone();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_the_namespace_of_the_kind_is_another(NamespaceTypes type)
    {
        string[] outside = ForeignThreads.OwnNamespaces();
        string[] created = Namespace.InvokeInNew(type, ForeignThreads.OwnNamespaces);
        created.Except(outside).Should().ContainSingle().Which.Should().StartWith(ForeignThreads.NameOf(type) + ":");

        using Namespace opened = Namespace.InvokeInNew(type, () => Namespace.OpenCurrent(type));
        string[] entered = opened.Invoke(ForeignThreads.OwnNamespaces);
        entered.Except(outside).Should().Equal(opened.ToString());
        ForeignThreads.OwnNamespaces().Should().Equal(outside, "the caller stays where it is");
    }

    [Fact]
    public void All_kinds_at_once() =>
        Namespace.InvokeInNew(OfThreads, ForeignThreads.OwnNamespaces).Except(ForeignThreads.OwnNamespaces()).Should().HaveCount(5);

    [Fact]
    public void Who_interrupts_the_caller_means_what_runs_inside()
    {
        using NetNamespace red = NetNamespace.Create();
        using ManualResetEventSlim inside = new();
        Exception? thrown = null;
        Thread caller = new(() =>
        {
            Action wait = () => red.Invoke(() =>
            {
                inside.Set();
                Thread.Sleep(Timeout.Infinite);
            });
            thrown = wait.Should().Throw<ThreadInterruptedException>().Which;
        });
        caller.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        caller.Interrupt();
        caller.Join(TimeSpan.FromSeconds(20)).Should().BeTrue();
        thrown.Should().NotBeNull();
    }

    [Fact]
    public void An_interrupt_that_nothing_inside_has_heard_of_is_heard_outside()
    {
        using NetNamespace red = NetNamespace.Create();
        using ManualResetEventSlim inside = new();
        bool go = false;
        int result = 0;
        bool heard = false;
        Thread caller = new(() =>
        {
            result = red.Invoke(() =>
            {
                inside.Set();
                while (!Volatile.Read(ref go))
                {
                }

                return 5;
            });
            Action wait = () => Thread.Sleep(20_000);
            wait.Should().Throw<ThreadInterruptedException>();
            heard = true;
        });
        caller.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        caller.Interrupt();
        Thread.Sleep(50);
        Volatile.Write(ref go, true);
        caller.Join(TimeSpan.FromSeconds(20)).Should().BeTrue();
        (result, heard).Should().Be((5, true));
    }

    [Fact]
    public void Calls_may_be_nested()
    {
        using NetNamespace red = NetNamespace.Create();
        string[] inside = red.Invoke(() => Namespace.InvokeInNew(NamespaceTypes.Uts, () => red.Invoke(ForeignThreads.OwnNamespaces)));
        inside.Except(ForeignThreads.OwnNamespaces()).Should().HaveCount(2).And.Contain(red.ToString());
    }

    [Fact]
    public void A_host_name_changes_inside_only()
    {
        string before = Environment.MachineName;
        using Namespace uts = Namespace.InvokeInNew(NamespaceTypes.Uts, () =>
        {
            Native.SetHostName("inside");
            Environment.MachineName.Should().Be("inside");
            return Namespace.OpenCurrent(NamespaceTypes.Uts);
        });
        Environment.MachineName.Should().Be(before);
        Tool.Run("hostname").TrimEnd().Should().Be(before);
        Tool.Run("nsenter", $"--uts={PathOf(uts)}", "hostname").TrimEnd().Should().Be("inside");

        Tool.Run("nsenter", $"--uts={PathOf(uts)}", "hostname", "changed");
        uts.Invoke(() => Environment.MachineName).Should().Be("changed");
    }

    [Fact]
    public void Links_are_those_of_the_network_namespace()
    {
        using NetNamespace red = NetNamespace.Create();
        VethPair.Create(red, "veth0", red, "veth1");
        red.Invoke(Links).Should().BeEquivalentTo("lo", "veth0", "veth1");
        Namespace.InvokeInNew(NamespaceTypes.Network, Links).Should().Equal("lo");
        Links().Should().NotContain("veth1");

        static string[] Links() => [.. NetworkInterface.GetAllNetworkInterfaces().Select(link => link.Name)];
    }

    [Fact]
    public void Semaphores_are_those_of_the_IPC_namespace()
    {
        using Namespace ipc = Namespace.InvokeInNew(NamespaceTypes.Ipc, () => Namespace.OpenCurrent(NamespaceTypes.Ipc));
        string id = Tool.Run("ipcmk", "-S", "1").Split(' ')[^1].Trim();
        try
        {
            Semaphores().Should().Contain(id);
            ipc.Invoke(Semaphores).Should().BeEmpty();
            Namespace.InvokeInNew(NamespaceTypes.Ipc, Semaphores).Should().BeEmpty();
        }
        finally
        {
            Tool.Run("ipcrm", "-s", id);
        }

        string[] before = Semaphores();
        Tool.Run("nsenter", $"--ipc={PathOf(ipc)}", "ipcmk", "-S", "1");
        ipc.Invoke(Semaphores).Should().HaveCount(1);
        Semaphores().Should().Equal(before);

        static string[] Semaphores() =>
            [.. File.ReadLines("/proc/sysvipc/sem").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];
    }

    [Fact]
    public void What_is_mounted_inside_is_not_seen_outside()
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "file");
        using Namespace mount = Namespace.InvokeInNew(NamespaceTypes.Mount, () =>
        {
            Native.MountTmpfs(directory.Path);
            File.WriteAllText(file, "inside");
            return Namespace.OpenCurrent(NamespaceTypes.Mount);
        });
        File.Exists(file).Should().BeFalse();
        File.ReadAllText("/proc/self/mountinfo").Should().NotContain(directory.Path);
        mount.Invoke(() => File.ReadAllText(file)).Should().Be("inside");
        mount.Invoke(() => File.ReadAllText("/proc/thread-self/mountinfo")).Should().Contain(directory.Path);
        Tool.Run("nsenter", $"--mount={PathOf(mount)}", "cat", file).Should().Be("inside");
    }

    [Fact]
    public void Nor_below_a_mount_that_is_shared()
    {
        using TemporaryDirectory directory = new();
        Namespace.InvokeInNew(NamespaceTypes.Mount, () =>
        {
            Native.MountTmpfs(directory.Path);
            Native.MakeShared(directory.Path);
            string below = Directory.CreateDirectory(Path.Combine(directory.Path, "below")).FullName;
            Namespace.InvokeInNew(NamespaceTypes.Mount, () =>
            {
                Native.MountTmpfs(below);
                File.ReadAllText("/proc/thread-self/mountinfo").Should().Contain(below);
            });
            File.ReadAllText("/proc/thread-self/mountinfo").Should().NotContain(below);
        });
    }

    [Fact]
    public void The_working_directory_of_the_others_is_left_alone()
    {
        string before = Directory.GetCurrentDirectory();
        using Namespace mount = Namespace.InvokeInNew(NamespaceTypes.Mount, () => Namespace.OpenCurrent(NamespaceTypes.Mount));
        mount.Invoke(Directory.GetCurrentDirectory).Should().Be("/");
        Directory.GetCurrentDirectory().Should().Be(before);
    }

    [Fact]
    public void The_root_of_the_control_groups_is_hidden() =>
        Namespace.InvokeInNew(NamespaceTypes.Cgroup, () => File.ReadAllLines("/proc/thread-self/cgroup")).Should().OnlyContain(line => line.EndsWith(":/", StringComparison.Ordinal));

    [Fact]
    public void A_process_that_is_started_inside_stays_there()
    {
        using NetNamespace red = NetNamespace.Create();
        using NamespaceProcess process = red.Invoke(() => NamespaceProcess.Start(new NamespaceProcessStartInfo("sleep", "1000")));
        using Namespace its = process.OpenNamespace(NamespaceTypes.Network);
        its.Should().Be(red);
    }

    [Fact]
    public void A_thread_that_is_left_inside_is_told()
    {
        using ManualResetEventSlim end = new();
        Thread left = new(end.Wait) { Name = "left behind" };
        InvalidDataException own = new("own");
        try
        {
            Action act = () => Namespace.InvokeInNew(NamespaceTypes.Uts, () =>
            {
                left.Start();
                Throw(own);
            });
            InvalidOperationException told = act.Should().Throw<InvalidOperationException>().WithMessage("*Uts*cannot be undone*").Which;
            told.Message.Should().Contain("left behind");
            told.InnerException.Should().BeSameAs(own);
        }
        finally
        {
            end.Set();
            left.Join();
        }
    }

    [Fact]
    public void Another_visitor_who_came_later_and_stays_longer_is_no_matter()
    {
        using NetNamespace red = NetNamespace.Create();
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim inside = new();
        using ManualResetEventSlim end = new();
        Thread other = new(() =>
        {
            begun.Wait();
            red.Invoke(() =>
            {
                inside.Set();
                end.Wait();
            });
        });
        other.Start();
        try
        {
            red.Invoke(() =>
            {
                begun.Set();
                inside.Wait();
            });
        }
        finally
        {
            end.Set();
            other.Join();
        }
    }

    [Fact]
    public void Many_visitors_at_once_are_no_matter()
    {
        using NetNamespace red = NetNamespace.Create();
        int done = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(Enter))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        done.Should().Be(8 * 20);

        void Enter()
        {
            for (int round = 0; round < 20; round++)
            {
                red.Invoke(() => Interlocked.Increment(ref done));
            }
        }
    }

    [Fact]
    public void Without_privilege_the_way_there_is_told()
    {
        using NetNamespace red = NetNamespace.Create();
        using Namespace own = Namespace.OpenCurrent(NamespaceTypes.Uts);
        (LinuxException Existing, LinuxException Created) refused = own.Invoke(() =>
        {
            Native.DropCapabilities();
            return (Catch(() => red.Invoke(() => 1)), Catch(() => Namespace.InvokeInNew(NamespaceTypes.Mount, () => 1)));
        });
        refused.Existing.Errno.Should().Be(Errno.EPERM);
        refused.Existing.Message.Should().Contain($"'{red}'").And.Contain("CAP_SYS_ADMIN").And.Contain("NamespaceProcess");
        refused.Created.Errno.Should().Be(Errno.EPERM);
        refused.Created.Message.Should().Contain("'Mount'").And.Contain("CAP_SYS_ADMIN").And.Contain("NamespaceProcess");

        static LinuxException Catch(Func<int> act)
        {
            try
            {
                act();
                throw new InvalidOperationException("It was allowed.");
            }
            catch (LinuxException e)
            {
                return e;
            }
        }
    }

    private static void Throw(Exception exception) => throw exception;

    private static string PathOf(Namespace opened) => $"/proc/{Environment.ProcessId}/fd/{opened.Handle.DangerousGetHandle()}";
}
