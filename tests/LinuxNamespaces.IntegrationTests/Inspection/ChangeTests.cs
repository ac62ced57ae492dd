using FluentAssertions;
using LinuxNamespaces.Inspection;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Inspection;

/// <summary>What changes from one snapshot to the next.</summary>
[Collection("The kernel")]
public sealed class ChangeTests : KernelTest
{
    private static readonly NamespaceGraphOptions s_own = new() { ProcessId = Environment.ProcessId };

    [Fact]
    public void What_appears_and_what_goes_is_told()
    {
        NamespaceGraph before = NamespaceGraph.Snapshot(s_own);
        NamespaceIdentity identity;
        NamespaceGraph between;
        using (NetNamespace created = NetNamespace.Create())
        {
            identity = created.Identity;
            between = NamespaceGraph.Snapshot(s_own);
            NamespaceInfo found = between.Diff(before).Appeared.Single(info => info.Identity == identity);
            found.Holders.Should().Contain(holder => holder.Descriptor == (int)created.Handle.DangerousGetHandle() && holder.Process!.ProcessId == Environment.ProcessId);
            before.Diff(between).Gone.Should().Contain(found);
            between.Diff(before).ToString().Should().Contain($"+ net:[{identity.Inode}] ");
        }

        NamespaceGraph after = NamespaceGraph.Snapshot(s_own);
        NamespaceGraphDiff diff = after.Diff(between);
        diff.Gone.Select(info => info.Identity).Should().Contain(identity);
        diff.Appeared.Should().BeEmpty();
        diff.ToString().Should().Contain($"- net:[{identity.Inode}] ");
        diff.ThrowIfLeaked();
    }

    [Fact]
    public async Task What_is_left_is_told_with_what_keeps_it_alive()
    {
        await using Holder holder = await Holder.StartAsync();
        NamespaceGraph before = NamespaceGraph.Snapshot(holder.Options);
        before.ThrowIfLeaked();
        ulong inode = await holder.LeakAsync();
        NamespaceLeakException thrown = ((Action)(() => before.ThrowIfLeaked(TimeSpan.FromMilliseconds(50)))).Should().Throw<NamespaceLeakException>().Which;
        thrown.Namespaces.Should().ContainSingle().Which.Identity.Inode.Should().Be(inode);
        thrown.Message.Should().MatchRegex($@"^1 namespace still exists:\n  uts:\[{inode}\], kept alive by descriptor \d+ of process {holder.Id} \(holder\)$");
        await holder.ReleaseAsync();
        before.ThrowIfLeaked();
    }

    [Fact]
    public async Task What_goes_in_time_is_waited_for()
    {
        await using Holder holder = await Holder.StartAsync();
        NamespaceGraph before = NamespaceGraph.Snapshot(holder.Options);
        await holder.LeakAsync();
        Task check = Task.Run(() => before.ThrowIfLeaked(TimeSpan.FromSeconds(60)), TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        check.IsCompleted.Should().BeFalse();
        await holder.ReleaseAsync();
        await check;
    }

    [Fact]
    public async Task Changes_are_told_while_they_happen()
    {
        await using Holder holder = await Holder.StartAsync();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using IAsyncEnumerator<NamespaceChange> changes = NamespaceGraph.WatchAsync(TimeSpan.FromMilliseconds(20), holder.Options, end.Token).GetAsyncEnumerator(CancellationToken.None);
        ValueTask<bool> next = changes.MoveNextAsync();
        ulong inode = await holder.LeakAsync();
        while ((await next, changes.Current.Namespace.Identity.Inode) != (true, inode))
        {
            // The namespace of the process in between, which another one opens.
            next = changes.MoveNextAsync();
        }

        changes.Current.Kind.Should().Be(NamespaceChangeKind.Appeared);
        changes.Current.ToString().Should().StartWith($"+ uts:[{inode}] ");
        changes.Current.Graph.Namespaces.Should().Contain(changes.Current.Namespace);
        await holder.ReleaseAsync();
        // The namespace in between may go first.
        end.CancelAfter(TimeSpan.FromSeconds(60));
        while (await changes.MoveNextAsync() && (changes.Current.Kind, changes.Current.Namespace.Identity.Inode) != (NamespaceChangeKind.Gone, inode))
        {
        }

        next = changes.MoveNextAsync();
        await end.CancelAsync();
        await ((Func<Task>)ReadToEndAsync).Should().ThrowAsync<OperationCanceledException>();

        async Task ReadToEndAsync()
        {
            // Some may have been told before.
            while (await next)
            {
                next = changes.MoveNextAsync();
            }
        }
    }
}
