using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Names that the kernel has are found, changed and taken away, also those that the library does not give.</summary>
[Collection("The kernel")]
public sealed class KernelNameTests : KernelTest
{
    [Theory]
    [InlineData("eth0:1")]
    [InlineData("a%d")]
    [InlineData("%s")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a\x01b")]
    [InlineData("ä:ö:ü-longer-than-fifteen-bytes")]
    public void Alternative_name_that_ip_makes_is_found_and_taken_away(string name)
    {
        VethPair pair = VethPair.Create(Red, "eth0", Red, "eth1");
        Tool.RunIn(Red, "ip", "link", "property", "add", "dev", "eth0", "altname", name);
        pair.First.Refresh().AlternativeNames.Should().Equal(name);
        Red.Links.Get(name).Index.Should().Be(pair.First.Index);
        Red.Links.Find(name)!.Index.Should().Be(pair.First.Index);
        pair.First.RemoveAlternativeName(name);
        Red.Links.Find(name).Should().BeNull();
        pair.First.Info.AlternativeNames.Should().BeEmpty();
    }

    [Fact]
    public void Names_that_are_not_UTF8_are_listed_found_and_taken_away()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Red, "eth1");
        Shell("ip link property add dev eth0 altname \"$(printf 'caf\\351')\"");
        Shell("ip link property add dev eth0 altname \"$(printf 'caf\\352')\"");
        Shell("ip link set eth0 name \"$(printf 'e\\377\\200')\"");
        IReadOnlyList<string> names = pair.First.Refresh().AlternativeNames;
        names.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        Red.Links.Get(names[0]).Index.Should().Be(pair.First.Index);
        Red.Links.Get(pair.First.Name).Index.Should().Be(pair.First.Index);
        Red.Links.Get(Red.Links.Get(pair.First.Index).Name).Index.Should().Be(pair.First.Index);
        pair.First.RemoveAlternativeName(names[0]);
        pair.First.Info.AlternativeNames.Should().Equal(names[1]);
        pair.First.MoveTo(Blue);
        Blue.Links.Get(pair.First.Name).Index.Should().Be(pair.First.Index);
    }

    [Fact]
    public void Name_that_is_not_UTF8_can_be_given_to_another_link()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Red, "eth1");
        Shell("ip link set eth0 name \"$(printf 'caf\\351')\"");
        string name = pair.First.Refresh().Name;
        pair.First.Rename("eth0");
        pair.Second.Rename(name);
        Shell("ip link show \"$(printf 'caf\\351')\"");
        pair.Second.AddAddress(new InterfaceAddress(System.Net.IPAddress.Parse("10.0.0.1"), 24) { Label = name });
        pair.Second.GetAddresses().Should().ContainSingle().Which.Label.Should().Be(name);
        pair.Second.DeleteAddress(pair.Second.GetAddresses()[0]);
    }

    [Fact]
    public void Alias_that_is_not_UTF8_is_the_same_on_another_link()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Red, "eth1");
        Shell("ip link set eth0 alias \"$(printf 'caf\\351 \\377\\303\\244')\"");
        pair.Second.SetAlias(pair.First.Refresh().Alias!);
        string[] aliases = Tool.RunIn(Red, "sh", "-c", "for i in eth0 eth1; do ip link show $i | sed -n 's/ *alias //p' | od -An -tx1; done").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        aliases.Should().HaveCount(2);
        aliases[1].Should().Be(aliases[0]);
        aliases[0].Should().StartWith(" 63 61 66 e9 20 ff c3 a4");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("\u00a0")]
    [InlineData("a:b")]
    [InlineData("no-link-has-this-name")]
    public void Look_up_of_a_name_that_no_link_has_finds_none(string name)
    {
        Red.Links.Find(name).Should().BeNull();
        Action get = () => Red.Links.Get(name);
        get.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        Action remove = () => Red.Loopback.RemoveAlternativeName(name);
        remove.Should().Throw<NetlinkException>();
    }

    [Fact]
    public void Names_that_the_kernel_replaces_or_refuses_are_not_given()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Red, "eth1");
        Action[] acts =
        [
            () => pair.First.Rename("a%d"), () => pair.First.Rename("a:b"), () => pair.First.AddAlternativeName("a b"), () => pair.First.MoveTo(Blue, "a/b"),
            () => VethPair.Create(Red, "x%d", Red, "y"), () => Red.Links.AddBridge("a b"),
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentException>();
        }

        LinkOracle.ShouldAgree(Red);
    }

    private void Shell(string command) => Tool.RunIn(Red, "sh", "-c", command);
}
