using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Hosts;

public sealed class NameTests : LabTest
{
    [Fact]
    public async Task Names_and_aliases_resolve_with_near_addresses_first()
    {
        await using NetworkLab lab = new();
        LabSwitch one = lab.AddSwitch("one", "10.1.0.0/24"), two = lab.AddSwitch("two", "10.2.0.0/24");
        LabHost web = lab.AddHost("Web").AddAlias("www.example.org"), near = lab.AddHost("near"), lonely = lab.AddHost("lonely");
        lab.Connect(web, one);
        lab.Connect(web, two);
        lab.Connect(near, two);
        near.Resolve("www.example.org").Should().Equal(IPAddress.Parse("10.2.0.2"), IPAddress.Parse("10.1.0.2"));
        web.Resolve("web.").Should().Equal(IPAddress.Parse("10.1.0.2"), IPAddress.Parse("10.2.0.2"));
        near.Resolve("localhost").Should().Equal(IPAddress.Loopback, IPAddress.IPv6Loopback);
        near.Resolve("192.0.2.1").Should().Equal(IPAddress.Parse("192.0.2.1"));
        foreach (string unknown in (string[])["one", "db", "lonely"])
        {
            near.Invoking(host => host.Resolve(unknown)).Should().Throw<SocketException>().Where(e => e.SocketErrorCode == SocketError.HostNotFound, unknown);
        }
    }

    [Fact]
    public async Task Processes_resolve_the_names_of_the_lab_and_see_new_ones()
    {
        await using NetworkLab lab = new(new NetworkLabOptions { NameServers = [IPAddress.Parse("10.1.0.53")] });
        LabSwitch lan = lab.AddSwitch("lan", "10.1.0.0/24", "2001:db8::/64");
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, lan);
        lab.Connect(b, lan);
        await lab.StartAsync(Token);
        Assert.SkipUnless(File.Exists("/etc/hosts"), "The machine has no /etc/hosts.");
        (await RunAsync(a, "getent", "ahostsv4", "b")).Should().StartWith("10.1.0.3 ");
        (await RunAsync(a, "getent", "ahostsv6", "b")).Should().StartWith("2001:db8::3 ");
        Assert.SkipUnless(File.Exists("/etc/resolv.conf"), "The machine has no /etc/resolv.conf.");
        (await RunAsync(a, "cat", "/etc/resolv.conf")).Should().Be("nameserver 10.1.0.53\n");
        b.AddAlias("db.example.org");
        (await RunAsync(a, "getent", "ahostsv4", "db.example.org")).Should().StartWith("10.1.0.3 ");
        LabHost c = lab.AddHost("c");
        lab.Connect(c, lan);
        await lab.StartAsync(Token);
        (await RunAsync(a, "getent", "ahostsv4", "c")).Should().StartWith("10.1.0.4 ");
    }

    [Fact]
    public async Task The_files_of_the_machine_stay_as_they_are()
    {
        Assert.SkipUnless(File.Exists("/etc/hosts"), "The machine has no /etc/hosts.");
        string before = await File.ReadAllTextAsync("/etc/hosts", Token);
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("unlikely-name");
        lab.Connect(a, lab.AddHost("b"));
        await lab.StartAsync(Token);
        (await RunAsync(a, "cat", "/etc/hosts")).Should().Contain("unlikely-name");
        (await File.ReadAllTextAsync("/etc/hosts", Token)).Should().Be(before);
    }
}
