using System.Net;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Plugins;

public sealed class HostLocalTests : PluginTest
{
    // 10.9.0.1 is the gateway; two addresses are left.
    private string Small => $$"""
        "ipam":{"type":"host-local","dataDir":"{{DirectoryPath}}/networks","ranges":[[{"subnet":"10.9.0.0/24","rangeStart":"10.9.0.1","rangeEnd":"10.9.0.3"}]]}
        """;

    [Fact]
    public void Addresses_are_given_away_in_turn_and_not_twice()
    {
        Add("c1").Should().Be("10.9.0.2");
        Call("host-local", "DEL", Small).ExitCode.Should().Be(0);
        Add("c2").Should().Be("10.9.0.3", "an address rests before it is used again");
        Call("host-local", "ADD", Small, id: "c2").Code.Should().Be(102);
    }

    [Fact]
    public void A_full_range_is_reported_by_add_and_status()
    {
        Call("host-local", "STATUS", Small).ExitCode.Should().Be(0);
        Add("c1");
        Add("c2");
        Answer full = Call("host-local", "ADD", Small, id: "c3");
        full.Code.Should().Be(100);
        full.Message.Should().Contain("10.9.0.1-10.9.0.3");
        Call("host-local", "STATUS", Small).Code.Should().Be(50);
        Reserved().Should().Equal("10.9.0.2", "10.9.0.3");
    }

    [Fact]
    public void A_full_range_takes_back_the_address_of_a_namespace_that_is_gone()
    {
        NetNamespace gone = NetNamespace.Create();
        string path = Path.Combine(DirectoryPath, "ns");
        gone.Pin(path);
        Call("host-local", "ADD", Small, netns: path).ExitCode.Should().Be(0);
        Add("c2");
        Call("host-local", "ADD", Small, id: "c3").Code.Should().Be(100, "both namespaces live");
        Namespace.Unpin(path);
        gone.Dispose();
        Call("host-local", "STATUS", Small).ExitCode.Should().Be(0);
        Add("c3").Should().Be("10.9.0.2");
        File.ReadAllText($"{DirectoryPath}/networks/net/10.9.0.2").Should().StartWith("c3");
    }

    [Fact]
    public void A_full_range_takes_back_an_address_of_an_earlier_boot()
    {
        Add("c1");
        Add("c2");
        string owner = $"{DirectoryPath}/networks/net/.owner-10.9.0.3";
        string[] lines = File.ReadAllLines(owner);
        lines[0].Should().Be(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
        File.WriteAllLines(owner, ["00000000-0000-0000-0000-000000000000", .. lines[1..]]);
        Add("c3").Should().Be("10.9.0.3");
    }

    [Fact]
    public void An_empty_file_of_a_killed_program_costs_no_address()
    {
        Directory.CreateDirectory($"{DirectoryPath}/networks/net");
        File.WriteAllText($"{DirectoryPath}/networks/net/10.9.0.2", "");
        Add("c1").Should().Be("10.9.0.3");
        Add("c2").Should().Be("10.9.0.2");
    }

    [Fact]
    public void Thirty_at_once_get_thirty_addresses_and_give_them_back()
    {
        string settings = $"\"ipam\":{Ipam}";
        NetNamespace[] pods = [.. Enumerable.Range(0, 30).Select(_ => NetNamespace.Create())];
        try
        {
            string[] ids = [.. Enumerable.Range(0, pods.Length).Select(i => $"c{i}")];
            Answer[] answers = OnThreads(pods.Length, i => Call("host-local", "ADD", settings, pods[i], ids[i]));
            answers.Select(answer => answer.Result.Addresses[0].Address).Distinct().Should().HaveCount(pods.Length);
            OnThreads(pods.Length, i => Call("host-local", "DEL", settings, pods[i], ids[i])).Should().OnlyContain(answer => answer.ExitCode == 0);
            Reserved().Should().BeEmpty();
        }
        finally
        {
            Array.ForEach(pods, pod => pod.Dispose());
        }
    }

    [Theory]
    [InlineData("\"runtimeConfig\":{\"ips\":[\"10.9.0.77\"]}", "")]
    [InlineData("\"runtimeConfig\":{\"ips\":[\"10.9.0.77/24\"]}", "")]
    [InlineData("\"args\":{\"cni\":{\"ips\":[\"10.9.0.77\"]}}", "")]
    [InlineData("\"x\":1", "IP=10.9.0.77")]
    public void The_runtime_may_ask_for_an_address(string more, string arguments) =>
        Call("host-local", "ADD", $"\"ipam\":{Ipam},{more}", arguments: arguments).Result.Addresses[0].Address.Should().Be(IPAddress.Parse("10.9.0.77"));

    [Theory]
    [InlineData("10.9.0.1", 7)]
    [InlineData("10.8.0.1", 7)]
    [InlineData("nonsense", 7)]
    [InlineData("10.9.0.2", 102)]
    public void An_address_that_cannot_be_had_is_refused(string address, int code)
    {
        Add("other").Should().Be("10.9.0.2");
        Call("host-local", "ADD", Small, arguments: $"IP={address}").Code.Should().Be(code);
        Reserved().Should().Equal("10.9.0.2");
    }

    [Fact]
    public void The_resolver_comes_from_a_file()
    {
        File.WriteAllText($"{DirectoryPath}/resolv.conf", "# comment\nnameserver 192.0.2.53\nsearch a.example b.example\noptions ndots:5\ndomain example\n");
        CniDns dns = Call("host-local", "ADD", $$"""
            "ipam":{"type":"host-local","dataDir":"{{DirectoryPath}}/networks","resolvConf":"{{DirectoryPath}}/resolv.conf","subnet":"10.9.0.0/24"}
            """).Result.Dns;
        dns.Should().BeEquivalentTo(new CniDns { NameServers = ["192.0.2.53"], Search = ["a.example", "b.example"], Options = ["ndots:5"], Domain = "example" });
    }

    [Fact]
    public void Garbage_collection_leaves_valid_attachments_alone()
    {
        Add("c1");
        Add("c2");
        Call("host-local", "GC", Small + ""","cni.dev/valid-attachments":[{"containerID":"c2","ifname":"eth0"},{"containerID":"c1","ifname":"eth1"}]""").ExitCode.Should().Be(0);
        Reserved().Should().Equal("10.9.0.3");
    }

    private string Add(string id)
    {
        Answer answer = Call("host-local", "ADD", Small, id: id);
        return answer.Result.Addresses[0].Address.ToString();
    }
}
