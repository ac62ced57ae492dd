using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Netlink;

/// <summary>Generic netlink on the kernel, with genl(8) as the judge.</summary>
[Collection("The kernel")]
public sealed class GenericNetlinkTests : KernelTest
{
    [Fact]
    public void The_families_are_those_that_genl_lists()
    {
        Require.Program("genl");
        using GenericNetlinkConnection connection = Red.OpenGenericNetlink();
        string[] expected =
        [
            .. Regex.Matches(Tool.RunIn(Red, "genl", "ctrl", "list"), @"Name: (\S+)\n\tID: 0x(\w+)  Version: 0x(\w+)  header size: (\d+)  max attribs: (\d+)")
                .Select(family => string.Create(CultureInfo.InvariantCulture, $"{family.Groups[1].Value} {Hex(family.Groups[2])} {Hex(family.Groups[3])} {family.Groups[4].Value} {family.Groups[5].Value}")),
        ];
        expected.Should().NotBeEmpty();
        connection.ListFamilies()
            .Select(family => string.Create(CultureInfo.InvariantCulture, $"{family.Name} {family.Id} {family.Version} {family.HeaderLength} {family.MaxAttribute}"))
            .Should().Equal(expected);
    }

    [Fact]
    public void A_family_is_resolved_by_its_name()
    {
        Require.Program("genl");
        using GenericNetlinkConnection connection = Red.OpenGenericNetlink();
        GenericNetlinkFamily controller = connection.GetFamily("nlctrl");
        string expected = Tool.RunIn(Red, "genl", "ctrl", "get", "name", "nlctrl");
        controller.Commands.Select(command => command.Number).Should().Equal(Regex.Matches(expected, "ID-0x(\\w+) *\n").Select(match => Hex(match.Groups[1])));
        controller.MulticastGroups.Should().Equal(Regex.Matches(expected, "ID-0x(\\w+)  name: (\\S+)").ToDictionary(match => match.Groups[2].Value, match => Hex(match.Groups[1])));
        connection.GetFamily("nlctrl").Should().BeSameAs(controller);
        connection.TryGetFamily("no-such-family", out _).Should().BeFalse();
        Action act = () => connection.GetFamily("no-such-family");
        act.Should().Throw<NotSupportedException>().WithMessage($"*'no-such-family' in '{Red}'*");
    }

    [Fact]
    public void The_kernel_names_the_attribute_of_a_family()
    {
        using GenericNetlinkConnection connection = Red.OpenGenericNetlink();
        Action act = () =>
        {
            NetlinkMessageWriter request = connection.GetFamily("nlctrl").StartMessage(new byte[64], 3);
            request.WriteString(2, "a-name-that-is-too-long");
            connection.Execute(request, new NetlinkOperation("get family"));
        };
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.AttributeName.Should().Be("CTRL_ATTR_FAMILY_NAME");
        failure.Policy!.MaxLength.Should().Be(15);
    }

    [Fact]
    public void A_group_of_a_family_can_be_joined()
    {
        using GenericNetlinkConnection connection = Red.OpenGenericNetlink();
        using NetlinkSubscription changes = Red.SubscribeNetlink(16, connection.GetFamily("nlctrl").MulticastGroups["notify"]);
    }

    private static int Hex(Group text) => int.Parse(text.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
