using FluentAssertions;
using LinuxNamespaces.Cni.Tests.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Faults;

/// <summary>Faults around the plugins: a full disk, a namespace that is gone, a process ID that is used again, a wrong call.</summary>
public sealed class FaultTests : PluginTest
{
    private const int PageSize = 4096;
    private const int Pages = 16;

    private string Settings => $$"""
        "bridge":"br0","isGateway":true,"ipMasq":true,"ipam":{{Ipam}}
        """;

    [Fact]
    public void Thirty_whole_networks_at_once_are_attached_and_deleted()
    {
        NetNamespace[] pods = [.. Enumerable.Range(0, 30).Select(_ => NetNamespace.Create())];
        try
        {
            string[] ids = [.. Enumerable.Range(0, pods.Length).Select(i => $"c{i}")];
            Answer[] bridges = OnThreads(pods.Length, i => Call("bridge", "ADD", Settings, pods[i], ids[i]));
            bridges.Should().OnlyContain(answer => answer.ExitCode == 0);
            bridges.Select(answer => answer.Result.Addresses[0].Address).Distinct().Should().HaveCount(pods.Length);
            Answer[] ports = OnThreads(pods.Length, i => Call("portmap", "ADD", With($$"""
                "runtimeConfig":{"portMappings":[{"hostPort":{{8000 + i}},"containerPort":80,"protocol":"tcp"}]}
                """, bridges[i]), pods[i], ids[i]));
            ports.Should().OnlyContain(answer => answer.ExitCode == 0);
            Rules(Host).Split(" dnat ip to ").Should().HaveCount((2 * pods.Length) + 1, "each has a rule for others and one for the host");
            OnThreads(pods.Length, i => Call("portmap", "DEL", "\"x\":1", pods[i], ids[i])).Should().OnlyContain(answer => answer.ExitCode == 0);
            OnThreads(pods.Length, i => Call("bridge", "DEL", Settings, pods[i], ids[i])).Should().OnlyContain(answer => answer.ExitCode == 0);
            AssertNothingLeft();
        }
        finally
        {
            Array.ForEach(pods, pod => pod.Dispose());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_disk_that_fills_up_within_a_reservation_keeps_nothing_of_it(int freePages)
    {
        string disk = Directory.CreateDirectory($"{DirectoryPath}/disk").FullName;
        string settings = Settings.Replace(DirectoryPath, disk, StringComparison.Ordinal);
        Run(Host, "mount", "-t", "tmpfs", "-o", $"size={Pages * PageSize}", "tmpfs", disk);
        try
        {
            File.WriteAllBytes($"{disk}/other", new byte[(Pages - freePages) * PageSize]);
            Answer answer = Call("bridge", "ADD", settings);
            answer.Code.Should().Be(5, answer.Output);
            Directory.GetFiles($"{disk}/networks/net").Select(Path.GetFileName).Should().BeSubsetOf(["lock", "last_reserved_ip.0"]);
            LinkNames(Pod).Should().Equal("lo");
            LinkNames(Host).Should().Equal("lo");
            File.Delete($"{disk}/other");
            Call("bridge", "ADD", settings).ExitCode.Should().Be(0);
        }
        finally
        {
            Run(Host, "umount", disk);
        }
    }

    [Fact]
    public void A_full_range_leaves_no_interface()
    {
        string settings = Settings.Replace("\"subnet\":\"10.9.0.0/24\"", "\"subnet\":\"10.9.0.0/30\"", StringComparison.Ordinal);
        using NetNamespace other = NetNamespace.Create();
        Call("bridge", "ADD", settings).ExitCode.Should().Be(0);
        Call("bridge", "ADD", settings, other, "c2").Code.Should().Be(100);
        Call("bridge", "STATUS", settings).Code.Should().Be(50);
        LinkNames(other).Should().Equal("lo");
        LinkNames(Host).Should().HaveCount(3);
        Reserved().Should().Equal("10.9.0.2");
    }

    [Theory]
    [InlineData("nothing", 3)]
    [InlineData("file", 4)]
    [InlineData("directory", 4)]
    [InlineData("pipe", 4)]
    [InlineData("loop", 4)]
    [InlineData("file/below", 3)]
    public void A_path_that_is_no_namespace_has_a_code_and_changes_nothing(string name, int code)
    {
        File.WriteAllText($"{DirectoryPath}/file", "");
        Directory.CreateDirectory($"{DirectoryPath}/directory");
        Run(Host, "mkfifo", $"{DirectoryPath}/pipe");
        File.CreateSymbolicLink($"{DirectoryPath}/loop", $"{DirectoryPath}/loop");
        Call("bridge", "ADD", Settings, netns: $"{DirectoryPath}/{name}").Code.Should().Be(code);
        LinkNames(Host).Should().Equal("lo");
        Reserved().Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_namespace_that_is_gone_costs_no_address_even_if_its_file_is_left(bool hasFile)
    {
        string path = $"{DirectoryPath}/ns";
        string settings = Settings.Replace("\"subnet\":\"10.9.0.0/24\"", "\"subnet\":\"10.9.0.0/30\"", StringComparison.Ordinal);
        using (NetNamespace gone = NetNamespace.Create())
        {
            gone.Pin(path);
            Call("bridge", "ADD", settings, netns: path, id: "old").ExitCode.Should().Be(0);
        }

        Namespace.Unpin(path);
        if (hasFile)
        {
            File.WriteAllText(path, "");
        }

        // Nobody has called DEL; the only address is taken back.
        Call("bridge", "ADD", settings).Result.Addresses[0].Address.ToString().Should().Be("10.9.0.2");
        Call("bridge", "DEL", settings, netns: path, id: "old").ExitCode.Should().Be(0);
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/30");
        Reserved().Should().Equal("10.9.0.2");
        Rules(Host).Should().Contain("cni net c1").And.NotContain("cni net old");
    }

    [Fact]
    public void A_published_port_does_not_lead_to_the_next_container_with_the_address()
    {
        string settings = Settings.Replace("\"subnet\":\"10.9.0.0/24\"", "\"subnet\":\"10.9.0.0/30\"", StringComparison.Ordinal);
        Run(Host, "nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");
        using (NetNamespace gone = NetNamespace.Create())
        {
            Answer bridge = Call("bridge", "ADD", settings + ",\"macspoofchk\":true", gone, "old");
            Call("firewall", "ADD", With("\"x\":1", bridge), gone, "old").ExitCode.Should().Be(0);
            Call("portmap", "ADD", With("\"runtimeConfig\":{\"portMappings\":[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}]}", bridge), gone, "old").ExitCode.Should().Be(0);
        }

        Rules(Host).Should().Contain("dnat ip to 10.9.0.2:80").And.Contain("ip saddr 10.9.0.2 accept").And.Contain("ether saddr");
        // Nobody has called DEL or GC.
        Call("bridge", "ADD", settings).Result.Addresses[0].Address.ToString().Should().Be("10.9.0.2");
        Rules(Host).Should().NotContain("cni net old").And.Contain("cni net c1");
    }

    [Fact]
    public void A_process_of_the_host_with_the_id_of_a_container_loses_nothing()
    {
        Call("bridge", "ADD", Settings).ExitCode.Should().Be(0);
        Network.VethPair.Create(Host, "eth0", Host, "end");
        Call("bridge", "ADD", Settings, netns: Paths.Of(Host), id: "c2").Code.Should().Be(8);
        Call("bridge", "DEL", Settings, netns: Paths.Of(Host)).ExitCode.Should().Be(0);
        LinkNames(Host).Should().Contain("eth0");
        Reserved().Should().BeEmpty();
        Rules(Host).Should().NotContain("cni net");
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("ptp")]
    public void Another_container_with_the_id_of_an_earlier_one_keeps_its_interface(string plugin)
    {
        using NetNamespace other = NetNamespace.Create();
        Call(plugin, "ADD", Settings).ExitCode.Should().Be(0);
        Call(plugin, "ADD", Settings, other, "c2").ExitCode.Should().Be(0);
        Call(plugin, "DEL", Settings, other, "c1").ExitCode.Should().Be(0);
        Addresses(other, "eth0").Should().Equal("10.9.0.3/24");
        Reserved().Should().Equal("10.9.0.3");
    }

    [Fact]
    public void The_result_of_a_stranger_publishes_no_port()
    {
        Call("bridge", "ADD", Settings).ExitCode.Should().Be(0);
        string mapping = """
            "runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]}
            """;
        // Its address is one of the host.
        string result = """{"cniVersion":"1.1.0","interfaces":[{"name":"eth0"}],"ips":[{"address":"198.51.100.1/24","interface":0}]}""";
        Call("portmap", "ADD", $"{mapping},\"prevResult\":{result}").ExitCode.Should().Be(0);
        Rules(Host).Should().NotContain("dnat");
        Call("firewall", "ADD", $"\"prevResult\":{result.Replace("eth0", "a/b;c", StringComparison.Ordinal)}").ExitCode.Should().Be(0);
        Call("tuning", "ADD", $"\"sysctl\":{{\"net.ipv4.conf.IFNAME.accept_local\":\"1\"}},\"prevResult\":{result}").ExitCode.Should().Be(0);
        Pod.Sysctl["net/ipv4/conf/eth0/accept_local"].Should().Be("1", "the interface is that of the request");
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("ptp")]
    public void A_pair_that_was_not_finished_is_garbage(string plugin)
    {
        using NetNamespace other = NetNamespace.Create();
        Answer killed = Call(plugin, "ADD", Settings);
        Call(plugin, "ADD", Settings, other, "c2").ExitCode.Should().Be(0);
        string end = killed.Result.Interfaces.First(link => link.Name.StartsWith("veth", StringComparison.Ordinal)).Name;
        // As a program leaves it that is killed at its next request.
        Run(Host, "ip", "link", "set", end, "alias", "");
        Run(Host, "ip", "link", "add", "veth12345678", "type", "veth", "peer", "name", "stranger");
        Call(plugin, "GC", Settings + ""","cni.dev/valid-attachments":[{"containerID":"c2","ifname":"eth0"}]""").ExitCode.Should().Be(0);
        LinkNames(Pod).Should().Equal("lo");
        LinkNames(other).Should().BeEquivalentTo("lo", "eth0");
        LinkNames(Host).Should().Contain("veth12345678");
    }

    private void AssertNothingLeft()
    {
        LinkNames(Host).Should().BeEquivalentTo("lo", "br0");
        Reserved().Should().BeEmpty();
        Rules(Host).Should().NotContain("cni net");
    }
}
