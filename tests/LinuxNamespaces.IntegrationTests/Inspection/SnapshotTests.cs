using System.Globalization;
using FluentAssertions;
using LinuxNamespaces.Inspection;
using LinuxNamespaces.IntegrationTests.Processes;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Inspection;

[Collection("The kernel")]
public sealed class SnapshotTests : KernelTest
{
    private static readonly NamespaceGraphOptions s_own = new() { ProcessId = Environment.ProcessId };

    [Fact]
    public void Own_namespaces_are_those_of_this_process()
    {
        NamespaceGraph graph = NamespaceGraph.Snapshot();
        InspectedProcess own = graph.Processes[Environment.ProcessId];
        own.UserName.Should().Be(Tool.Run("id", "-un").Trim());
        own.Namespaces.Should().HaveCount(8);
        foreach (NamespaceInfo info in own.Namespaces)
        {
            using Namespace current = Namespace.OpenCurrent(info.Type);
            info.Identity.Should().Be(current.Identity);
            info.Holders.Should().Contain(holder => holder.Kind == NamespaceHolderKinds.Process && holder.Process == own);
            graph.Find(current.Identity).Should().Be(info);
        }

        NamespaceInfo red = graph.Find(Red.Identity)!;
        red.Holders.Should().Contain(holder => holder.Kind == NamespaceHolderKinds.Descriptor && holder.Descriptor == (int)Red.Handle.DangerousGetHandle());
        red.Owner!.Type.Should().Be(NamespaceTypes.User);
        red.ProcessCount.Should().Be(0);
        red.ToString().Should().StartWith($"net:[{Red.Identity.Inode}] 1 descriptor");
        graph.ToString().Should().Be($"{graph.Namespaces.Count} namespaces of {graph.Processes.Count} processes, {graph.BlindSpots.Count} blind spots");
    }

    [Fact]
    public void Descriptors_of_the_snapshot_itself_are_not_in_it()
    {
        int[] before = Own();
        for (int i = 0; i < 3; i++)
        {
            Own().Should().BeEquivalentTo(before);
        }

        static int[] Own() => [.. NamespaceGraph.Snapshot(s_own).Namespaces.SelectMany(info => info.Holders)
            .Where(holder => holder.Process?.ProcessId == Environment.ProcessId && holder.Descriptor is not null).Select(holder => holder.Descriptor!.Value)];
    }

    [Fact]
    public void Threads_of_this_process_that_are_elsewhere_are_told()
    {
        Require.Privileges();
        (NamespaceGraph Graph, int Thread) inside = Red.Invoke(() => (NamespaceGraph.Snapshot(s_own), int.Parse(Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget!), CultureInfo.InvariantCulture)));
        StrayThread stray = inside.Graph.StrayThreads.Should().ContainSingle(thread => thread.ThreadId == inside.Thread).Subject;
        stray.Namespace.Identity.Should().Be(Red.Identity);
        stray.ToString().Should().EndWith($") net:[{Red.Identity.Inode}]");
        stray.Namespace.Holders.Should().Contain(holder => holder.Kind == NamespaceHolderKinds.Thread && holder.ThreadId == inside.Thread);
        NamespaceGraph.Snapshot(s_own).StrayThreads.Should().NotContain(thread => thread.ThreadId == inside.Thread);
    }

    [Fact]
    public void Who_may_not_look_is_told_so()
    {
        Require.AnotherFirstProcess();
        NamespaceGraph graph = WithoutCapabilities();
        BlindSpot spot = graph.BlindSpots.Should().ContainSingle(spot => spot.Process != null && spot.Process.ProcessId == 1).Subject;
        spot.Kind.Should().Be(BlindSpotKind.Namespaces);
        spot.Errno.Should().Be(Errno.EACCES);
        spot.ToString().Should().StartWith($"Namespaces of process 1 ({spot.Process!.Name}): EACCES (Permission denied). ");
        graph.Processes[1].Namespaces.Should().BeEmpty();
        graph.Namespaces.SelectMany(info => info.Holders).Should().NotContain(holder => holder.Process == graph.Processes[1]);
    }

    [Theory]
    [InlineData("hidepid=1,gid=4711", BlindSpotKind.Namespaces)]
    [InlineData("hidepid=2,gid=4711", BlindSpotKind.Processes)]
    public void Processes_that_are_hidden_are_told(string option, BlindSpotKind kind)
    {
        Require.RootOfTheMachine();
        Require.AnotherFirstProcess();
        NamespaceGraph graph = Namespace.InvokeInNew(NamespaceTypes.Mount, () =>
        {
            Native.MountProc(option);
            Native.DropCapabilities();
            return NamespaceGraph.Snapshot();
        });
        graph.BlindSpots.Should().Contain(spot => spot.Kind == kind && spot.Reason.StartsWith("/proc is mounted with hidepid", StringComparison.Ordinal));
        graph.Processes.ContainsKey(1).Should().Be(kind == BlindSpotKind.Namespaces);
        graph.Processes[Environment.ProcessId].Namespaces.Should().HaveCount(8);
    }

    [Fact]
    public async Task Inside_of_a_container_what_is_outside_is_no_secret()
    {
        Require.UserNamespaces();
        string[] lines = (await Run.OutputAsync(new NamespaceProcessStartInfo("sh", "-c", $"exec {Program.InspectCommand}")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Mounts = { Mount.Proc("/proc") },
            StandardOutput = ProcessStream.Pipe,
        })).Split('\n');
        lines.Should().Contain(line => line.StartsWith("Processes: /proc belongs to a nested PID namespace", StringComparison.Ordinal));
        lines.Should().Contain(line => line.StartsWith("Relations: This process is in a nested user namespace", StringComparison.Ordinal));
        lines.Should().ContainSingle(line => line.StartsWith("pid:[", StringComparison.Ordinal)).Which.Should().Contain(" 1 process: 1 ");
        lines.Should().OnlyContain(line => !line.StartsWith("Namespaces", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hidepid=2", true)]
    [InlineData("hidepid=0", false)]
    public async Task Processes_that_are_hidden_are_told_in_a_user_namespace_too(string option, bool hides)
    {
        Require.UserNamespaces();
        Assert.SkipWhen(Require.IsRootOfTheMachine, "This is about callers without privilege.");
        string[] lines = (await Run.OutputAsync(new NamespaceProcessStartInfo("sh", "-ec", $"mount -t proc -o {option} proc /proc; setpriv --bounding-set=-all {Program.InspectCommand}; :")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Mounts = { Mount.Proc("/proc") },
            StandardOutput = ProcessStream.Pipe,
        })).Split('\n');
        lines.Any(line => line.StartsWith("Processes: /proc is mounted with hidepid", StringComparison.Ordinal)).Should().Be(hides);
        // The shell has capabilities, which the other one has not.
        lines.Any(line => line.StartsWith("Namespaces of process 1 ", StringComparison.Ordinal)).Should().Be(!hides);
    }

    [Fact]
    public async Task Names_of_processes_steer_nothing()
    {
        Require.UserNamespaces();
        using TemporaryDirectory directory = new();
        string link = Path.Combine(directory.Path, "\u001b[31m) S 1\nevil");
        File.CreateSymbolicLink(link, "/bin/sh");
        await using NamespaceProcess process = NamespaceProcess.Start(
            new NamespaceProcessStartInfo(link, "-c", "read x", "\u001b]0;title\u0007", new string('x', 100_000))
            {
                NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts,
                StandardInput = ProcessStream.Pipe,
            },
            TestContext.Current.CancellationToken);
        NamespaceGraph graph = NamespaceGraph.Snapshot();
        InspectedProcess found = graph.Processes[process.Id];
        found.Name.Should().Be(@"\x1b[31m) S 1\x0aevil");
        found.ParentProcessId.Should().Be(Environment.ProcessId);
        NamespaceInfo info = found.Namespaces.Single(info => info.Type == NamespaceTypes.Uts);
        info.Command.Should().StartWith($@"{directory.Path}/\x1b[31m) S 1\x0aevil -c read x \x1b]0;title\x07 xxx").And.HaveLength(4096 + (4 * 3));
        info.ToString().Any(char.IsControl).Should().BeFalse();
    }

    [Fact]
    public async Task Processes_come_and_go_meanwhile()
    {
        Require.UserNamespaces();
        await using NamespaceProcess shell = NamespaceProcess.Start(
            new NamespaceProcessStartInfo("sh", "-c", "i=0; while [ $i -lt 1000 ]; do sleep 0.$((i%10)) & i=$((i+1)); done; wait") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts },
            TestContext.Current.CancellationToken);
        int most = 0;
        while (!shell.HasExited)
        {
            NamespaceGraph graph = NamespaceGraph.Snapshot();
            most = Math.Max(most, graph.Processes.Values.Count(process => process.ParentProcessId == shell.Id));
            graph.BlindSpots.Where(spot => spot.Process?.ParentProcessId == shell.Id).Should().BeEmpty();
        }

        most.Should().BePositive();
    }

    [Fact]
    public void A_number_that_is_given_to_another_kind_meanwhile_is_that_of_the_later_one()
    {
        Require.UserNamespaces();
        Require.Program("unshare");
        // Each leaves its namespace for a new one all the time, and the kernel gives the lowest free number.
        List<NamespaceProcess> restless = [];
        int again = 0;
        try
        {
            foreach (string kind in (string[])["-u", "-i", "-u", "-i", "-n"])
            {
                string script = $"exec unshare {kind} sh -c \"$0\" \"$0\"";
                restless.Add(Run.Start(new("sh", "-c", script, script) { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot }));
            }

            long start = Environment.TickCount64;
            while (again < 3 && Environment.TickCount64 - start < 60_000)
            {
                NamespaceGraph graph = NamespaceGraph.Snapshot(s_own);
                graph.Namespaces.Select(info => info.Identity).Should().OnlyHaveUniqueItems();
                foreach (NamespaceInfo gone in graph.Processes.Values.SelectMany(process => process.Namespaces).Where(info => graph.Find(info.Identity) != info))
                {
                    graph.Find(gone.Identity)!.Type.Should().NotBe(gone.Type);
                    again++;
                }
            }
        }
        finally
        {
            restless.ForEach(process => process.Dispose());
        }

        again.Should().BePositive();
    }

    [Fact]
    public void The_id_that_is_given_to_a_network_namespace_is_told()
    {
        Require.NamedNamespaces();
        string name = RunMark.NewName();
        using NetNamespace named = NetNamespace.Create(name);
        try
        {
            Tool.Run("ip", "netns", "set", name, "4711");
            NamespaceInfo info = NamespaceGraph.Snapshot().Find(named.Identity)!;
            info.NetNsId.Should().Be(4711);
            info.MountPoints.Should().Contain($"/run/netns/{name}");
            info.Path.Should().Be($"/run/netns/{name}");
            info.ToString().Should().Contain($"mounted on /run/netns/{name}");
        }
        finally
        {
            NetNamespace.Delete(name);
        }
    }

    /// <summary>Takes a snapshot in a thread that has no capabilities.</summary>
    private static NamespaceGraph WithoutCapabilities()
    {
        NamespaceGraph? graph = null;
        Thread thread = new(() =>
        {
            Native.DropCapabilities();
            graph = NamespaceGraph.Snapshot();
        });
        thread.Start();
        thread.Join();
        return graph!;
    }
}
