using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Hosts;

public sealed class ProcessTests : LabTest
{
    [Fact]
    public async Task A_process_is_on_its_host()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b.example.org");
        lab.Connect(a, b);
        await lab.StartAsync(Token);
        (await RunAsync(b, "ip", "-j", "address")).Should().Contain($"\"{b.Address}\"");
        (await RunAsync(b, "cat", "/proc/sys/kernel/hostname")).Should().Be("b.example.org\n");
        lab.Log.Events.Should().Contain(item => item.Kind == "process" && item.Subject == "b.example.org");
    }

    [Fact]
    public async Task A_process_talks_to_a_socket_of_another_host()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, b);
        await lab.StartAsync(Token);
        InstalledPrograms.Require("bash");
        using Socket listener = a.Listen(7);
        await using NamespaceProcess process = b.Start("bash", "-c", "exec 3<>/dev/tcp/a/7; head -c 5 <&3");
        using Socket accepted = await listener.AcceptAsync(Token);
        ((IPEndPoint)accepted.RemoteEndPoint!).Address.MapToIPv4().Should().Be(b.Address);
        await accepted.SendAsync("hello"u8.ToArray(), Token);
        (await process.StandardOutput.ReadToEndAsync(Token)).Should().Be("hello");
    }

    [Fact]
    public async Task Processes_end_with_the_lab()
    {
        NetworkLab lab = new();
        LabHost a = lab.AddHost("a");
        lab.Connect(a, lab.AddHost("b"));
        await lab.StartAsync(Token);
        NamespaceProcess process = a.Start("sleep", "1000");
        await lab.DisposeAsync();
        Directory.Exists($"/proc/{process.Id}").Should().BeFalse();
    }

    [Fact]
    public async Task A_process_with_namespaces_of_its_own_kind_is_refused()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a");
        lab.Connect(a, lab.AddHost("b"));
        await lab.StartAsync(Token);
        foreach (NamespaceTypes type in (NamespaceTypes[])[NamespaceTypes.Network, NamespaceTypes.Mount])
        {
            a.Invoking(host => host.Start(new NamespaceProcessStartInfo("true") { NewNamespaces = type })).Should().Throw<ArgumentException>();
        }
    }
}
