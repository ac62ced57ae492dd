using System.Reflection;
using System.Runtime.CompilerServices;
using FluentAssertions;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>The helper process of a foreign user namespace runs as long as a handle lives that something was opened through.</summary>
[Collection("The kernel")]
public sealed class HelperProcessLeaseTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly NamespaceProcess _foreign;
    private readonly string[] _before;

    public HelperProcessLeaseTests()
    {
        Require.UserNamespaces();
        // An ordinary user has one of its own, which stays.
        Require.NetworkNamespaces();
        _foreign = Run();
        _before = ChildProcesses.Find();
    }

    public void Dispose() => _foreign.Dispose();

    [Fact]
    public void Helper_ends_with_the_last_handle()
    {
        using NamespaceHandle first = Open();
        using NamespaceHandle second = Open();
        Use(first);
        Use(first);
        Use(second);
        string helper = Helpers().Should().ContainSingle().Subject;
        first.Dispose();
        Use(second);
        Helpers().Should().Equal(helper);
        second.Dispose();
        ShouldEnd();
    }

    [Fact]
    public void Another_helper_starts_when_the_first_has_ended()
    {
        for (int i = 0; i < 10; i++)
        {
            using NamespaceHandle handle = Open();
            Use(handle);
            Helpers().Should().NotBeEmpty();
        }

        ShouldEnd();
    }

    [Fact]
    public void Helper_that_was_killed_is_replaced_and_its_successor_ends_too()
    {
        using NamespaceHandle handle = Open();
        Use(handle);
        string killed = Helpers().Should().ContainSingle().Subject;
        Tool.Kill("-KILL", killed);
        Use(handle);
        Helpers().Should().ContainSingle().Which.Should().NotBe(killed);
        handle.Dispose();
        ShouldEnd();
    }

    [Fact]
    public void Handle_is_finalized_while_the_start_of_a_helper_hangs()
    {
        UseAndForget();
        Helpers().Should().ContainSingle();
        // A start holds this lock until the new process has answered.
        Lock hanging = (Lock)typeof(HelperProcesses).GetField("s_sync", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        using (hanging.EnterScope())
        {
            GC.Collect();
            Thread finalization = new(GC.WaitForPendingFinalizers);
            finalization.Start();
            finalization.Join(s_long).Should().BeTrue("the finalizer waits for no lock");
        }

        ShouldEnd();
    }

    [Fact]
    public async Task Leases_that_come_and_go_at_once_lose_no_request()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (int i = 0; i < 25; i++)
                {
                    using NamespaceHandle handle = Open();
                    Use(handle);
                }
            },
            TestContext.Current.CancellationToken)));
        ShouldEnd();
    }

    private static NamespaceProcess Run() => NamespaceProcess.Start(
        new("sleep", "1000") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Network, IdMap = IdMap.CurrentUserAsRoot }, TestContext.Current.CancellationToken);

    private static void Use(NamespaceHandle handle)
    {
        SafeFileHandle[] sockets = HelperProcesses.Run(handle, helper => helper.OpenSockets(handle, 1, Linux.AF_INET, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0));
        sockets.Should().ContainSingle();
        sockets[0].Dispose();
    }

    private NamespaceHandle Open() => NamespaceHandle.Open($"/proc/{_foreign.Id}/ns/net");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void UseAndForget() => Use(Open());

    private string[] Helpers() => [.. ChildProcesses.Find().Except(_before)];

    private void ShouldEnd() => SpinWait.SpinUntil(() => Helpers().Length == 0, s_long).Should().BeTrue("the helper ends with its last lease, and is reaped");
}
