using System.Globalization;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class PidNamespaceTests : KindTest
{
    [Fact]
    public async Task Processes_and_their_ids_are_those_of_proc_and_lsns()
    {
        await using NamespaceProcess first = Start(NamespaceTypes.Pid | NamespaceTypes.Mount, "sh", "-c", "sleep 1000 & sleep 1000 & wait");
        using PidNamespace pids = PidNamespace.OpenProcess(first.Id);
        SpinWait.SpinUntil(() => pids.GetProcesses().Count == 3, TimeSpan.FromSeconds(10)).Should().BeTrue("there are {0}", string.Join(",", pids.GetProcesses()));
        pids.GetProcesses().Should().Contain(first.Id);
        Tool.Run("lsns", "--type", "pid", "--noheadings", "--output", "NS,NPROCS").Split('\n').Select(line => line.Trim().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Should().ContainSingle(words => words.Length == 2 && words[0] == $"{pids.Identity.Inode}").Which[1].Should().Be("3");
        foreach (int outside in pids.GetProcesses())
        {
            int inside = NamespaceIds(outside)[^1];
            pids.ProcessInside(outside).Should().Be(inside);
            pids.ProcessOutside(inside).Should().Be(outside);
            PidTables.FindInside(pids.Handle, outside).Should().Be(inside, "older kernels have no better way");
            PidTables.FindOutside(pids.Handle, inside).Should().Be(outside);
        }

        pids.ProcessInside(first.Id).Should().Be(1);
        pids.ProcessInside(Environment.ProcessId).Should().BeNull();
        pids.ProcessOutside(4711).Should().BeNull();
        PidTables.FindInside(pids.Handle, Environment.ProcessId).Should().BeNull();
        PidTables.FindOutside(pids.Handle, 4711).Should().BeNull();
        using PidNamespace parent = pids.OpenParent();
        using PidNamespace current = PidNamespace.OpenCurrent();
        parent.Should().Be(current);
        current.ProcessInside(first.Id).Should().Be(first.Id);
        current.GetProcesses().Should().Contain(Environment.ProcessId).And.NotContain(first.Id);
    }

    [Fact]
    public async Task Ids_in_the_middle_of_three_are_translated()
    {
        await using NamespaceProcess outer = Start(NamespaceTypes.Pid | NamespaceTypes.Mount, "unshare", "--pid", "--fork", "--kill-child", "sleep", "1000");
        using PidNamespace middle = PidNamespace.OpenProcess(outer.Id);
        int inner = 0;
        SpinWait.SpinUntil(() => (inner = PidTables.Processes().FirstOrDefault(id => Name(id) == "sleep" && NamespaceIds(id) is [_, _, _] && PidTables.FindInside(middle.Handle, id) is not null)) != 0, TimeSpan.FromSeconds(10)).Should().BeTrue();
        int[] ids = NamespaceIds(inner);
        middle.ProcessInside(inner).Should().Be(ids[1]);
        middle.ProcessOutside(ids[1]).Should().Be(inner);
        PidTables.FindInside(middle.Handle, inner).Should().Be(ids[1]);
        PidTables.FindOutside(middle.Handle, ids[1]).Should().Be(inner);
        middle.GetProcesses().Should().NotContain(inner, "that lives in the one below");
        using PidNamespace innermost = PidNamespace.OpenProcess(inner);
        innermost.ProcessInside(inner).Should().Be(1);
        using PidNamespace parent = innermost.OpenParent();
        parent.Should().Be(middle);
    }

    [Fact]
    public void Ids_that_are_none_are_refused()
    {
        using PidNamespace current = PidNamespace.OpenCurrent();
        Action act = () => current.ProcessInside(0);
        act.Should().Throw<ArgumentOutOfRangeException>();
        act = () => current.ProcessOutside(-1);
        act.Should().Throw<ArgumentOutOfRangeException>();
        current.ProcessInside(int.MaxValue).Should().BeNull();
    }

    private static int[] NamespaceIds(int processId)
    {
        try
        {
            return [.. File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("NSpid:", StringComparison.Ordinal))
                .Split('\t')[1..].Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string Name(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/comm").Trim();
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
