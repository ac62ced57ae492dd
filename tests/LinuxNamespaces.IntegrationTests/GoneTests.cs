using System.Diagnostics;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>The wait until a namespace is gone, and its links with it.</summary>
[Collection("The kernel")]
public sealed class GoneTests : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Links_are_gone_when_the_wait_ends()
    {
        for (int round = 0; round < 15; round++)
        {
            NetNamespace target = NetNamespace.Create();
            // The name is taken again in every round.
            VethPair pair = VethPair.Create(Red, "host0", target, "eth0");
            VethPair.Create(Blue, "host1", target, "eth1").First.Up();
            target.Links.AddBridge("br0").AddPort(target.Links.Get("eth1"));
            target.Links.Get("br0").Up();
            pair.First.Up().AddAddress("10.0.0.1/24");
            Task gone = target.WaitUntilGoneAsync(Cancellation);
            gone.IsCompleted.Should().BeFalse();
            target.Dispose();
            await gone.WaitAsync(s_long, Cancellation);
            Red.Links.Find("host0").Should().BeNull();
            Blue.Links.Find("host1").Should().BeNull();
        }
    }

    [Fact]
    public async Task Many_at_once_are_waited_for()
    {
        List<Task> waits = [];
        for (int i = 0; i < 20; i++)
        {
            using NetNamespace target = NetNamespace.Create();
            VethPair.Create(Red, $"host{i}", target, "eth0");
            waits.Add(target.WaitUntilGoneAsync(Cancellation));
        }

        await Task.WhenAll(waits).WaitAsync(s_long, Cancellation);
        Red.Links.Should().ContainSingle();
    }

    [Fact]
    public async Task What_keeps_the_namespace_alive_keeps_the_wait()
    {
        NetNamespace target = NetNamespace.Create();
        VethPair.Create(Red, "host0", target, "eth0");
        Socket socket = target.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Task gone = target.WaitUntilGoneAsync(Cancellation);
        target.Dispose();
        await Task.Delay(300, Cancellation);
        gone.IsCompleted.Should().BeFalse("a socket is in it");
        Red.Links.Find("host0").Should().NotBeNull();
        socket.Dispose();
        await gone.WaitAsync(s_long, Cancellation);
        Red.Links.Find("host0").Should().BeNull();
    }

    [Fact]
    public async Task Process_in_the_namespace_keeps_the_wait()
    {
        NetNamespace target = NetNamespace.Create();
        VethPair.Create(Red, "host0", target, "eth0");
        using Process process = Process.Start(new ProcessStartInfo("nsenter", [.. Tool.Enter(target), "sh", "-c", "echo; read line"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadLineAsync(Cancellation);
        Task gone = target.WaitUntilGoneAsync(Cancellation);
        target.Dispose();
        await Task.Delay(300, Cancellation);
        gone.IsCompleted.Should().BeFalse("a process is in it");
        process.StandardInput.Close();
        await gone.WaitAsync(s_long, Cancellation);
        Red.Links.Find("host0").Should().BeNull();
    }

    [Fact]
    public async Task Wait_ends_with_its_token()
    {
        using NetNamespace target = NetNamespace.Create();
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(50));
        Func<Task> wait = () => target.WaitUntilGoneAsync(source.Token);
        await wait.Should().ThrowAsync<OperationCanceledException>();
        target.Links.Should().ContainSingle();
    }

    [Fact]
    public async Task Named_namespace_is_deleted_and_gone()
    {
        Require.NamedNamespaces();
        string name = $"lns-{Guid.NewGuid():N}";
        for (int round = 0; round < 3; round++)
        {
            using (NetNamespace target = NetNamespace.Create(name))
            {
                VethPair.Create(Red, "host0", target, "eth0");
            }

            await NetNamespace.DeleteAsync(name, Cancellation).WaitAsync(s_long, Cancellation);
            NetNamespace.Exists(name).Should().BeFalse();
            Red.Links.Find("host0").Should().BeNull();
        }

        Func<Task> again = () => NetNamespace.DeleteAsync(name, Cancellation);
        (await again.Should().ThrowAsync<LinuxException>()).Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public async Task Second_name_keeps_the_wait()
    {
        Require.NamedNamespaces();
        string name = $"lns-{Guid.NewGuid():N}";
        using (NetNamespace target = NetNamespace.Create(name))
        {
            target.AddName(name + "-2");
        }

        Task first = NetNamespace.DeleteAsync(name, Cancellation);
        await Task.Delay(200, Cancellation);
        first.IsCompleted.Should().BeFalse();
        await NetNamespace.DeleteAsync(name + "-2", Cancellation).WaitAsync(s_long, Cancellation);
        await first.WaitAsync(s_long, Cancellation);
    }
}
