using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Xunit;
using static LinuxNamespaces.Tests.Netlink.FakeKernel;

namespace LinuxNamespaces.Tests.Netlink;

public sealed class GenericNetlinkTests
{
    // The kernel's description of nlctrl: CTRL_CMD_NEWFAMILY, then name, id, version, header size, highest attribute, commands, groups.
    internal static readonly byte[] Controller = Convert.FromHexString(string.Concat(
        "01020000",
        "0B000200", "6E6C6374726C00", "00",
        "06000100", "1000", "0000",
        "08000300", "02000000",
        "08000400", "00000000",
        "08000500", "0A000000",
        "2C000680", "14000180", "0800010003000000", "080002000E000000", "14000280", "080001000A000000", "080002000C000000",
        "1C000780", "18000180", "0800020010000000", "0B000100", "6E6F7469667900", "00"));

    [Fact]
    public void A_family_is_read()
    {
        using GenericNetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.GENL_ID_CTRL, Controller))]);
        GenericNetlinkFamily family = connection.GetFamily("nlctrl");
        family.Name.Should().Be("nlctrl");
        family.Id.Should().Be(16);
        family.Version.Should().Be(2);
        family.HeaderLength.Should().Be(0);
        family.MaxAttribute.Should().Be(10);
        family.Commands.Select(command => command.ToString()).Should().Equal("3 (Do, Dump, HasPolicy)", "10 (Dump, HasPolicy)");
        family.MulticastGroups.Should().Equal(new Dictionary<string, int> { ["notify"] = 16 });
    }

    [Fact]
    public void A_family_is_asked_for_once()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.GENL_ID_CTRL, Controller))]);
        using GenericNetlinkConnection connection = new(kernel, new NetlinkConnectionOptions());
        connection.GetFamily("nlctrl").Should().BeSameAs(connection.GetFamily("nlctrl"));
        kernel.Requests.Should().Be(1);
    }

    [Fact]
    public void A_family_is_asked_for_by_the_bytes_of_the_headers()
    {
        string sent = string.Empty;
        using GenericNetlinkConnection connection = Connect((request, _) =>
        {
            sent = Convert.ToHexString(request);
            return [new Reply(Message(request, Linux.GENL_ID_CTRL, Controller))];
        });
        connection.GetFamily("nlctrl");
        sent.Should().Be(string.Concat(
            "20000000", "1000", "0100", "01000000", "67120000",  // 32 bytes, GENL_ID_CTRL, REQUEST
            "03010000",                                            // CTRL_CMD_GETFAMILY, version 1
            "0B000200", "6E6C6374726C00", "00"));                  // CTRL_ATTR_FAMILY_NAME nlctrl
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("a-name-that-no-family-can-have")]
    public void A_family_that_the_kernel_does_not_have_is_told(string name)
    {
        using GenericNetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, BitConverter.GetBytes(-Errno.ENOENT.Value)))]);
        connection.TryGetFamily(name, out _).Should().BeFalse();
        Action act = () => connection.GetFamily(name);
        act.Should().Throw<NotSupportedException>().WithMessage($"*'{name}' in 'here'*");
    }

    [Fact]
    public void A_message_of_a_family_starts_with_its_number_and_its_version()
    {
        using GenericNetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.GENL_ID_CTRL, Controller))]);
        NetlinkMessageWriter message = connection.GetFamily("nlctrl").StartMessage(stackalloc byte[64], 7, NetlinkMessageFlags.Create);
        message.WriteByte(1, 5);
        Convert.ToHexString(message.Finish()).Should().Be("1C000000" + "1000" + "0004" + "0000000000000000" + "07020000" + "0500010005000000");
    }

    [Fact]
    public void An_error_names_the_attribute_of_the_command_that_was_sent()
    {
        byte[] header = new byte[16];
        byte[] failure = [.. BitConverter.GetBytes(-Errno.EINVAL.Value), .. header, 8, 0, 2, 0, 20, 0, 0, 0];
        using GenericNetlinkConnection connection = Connect((request, attempt) => [attempt == 0
            ? new Reply(Message(request, Linux.GENL_ID_CTRL, Controller))
            : new Reply(Message(request, Linux.NLMSG_ERROR, failure, Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED))]);
        GenericNetlinkFamily family = connection.GetFamily("nlctrl");
        connection.Describe(family, new NetlinkAttributeSet(new NetlinkAttributeSchema(1, "ANY")));
        connection.Describe(family, new NetlinkAttributeSet(new NetlinkAttributeSchema(1, "SEVEN")), command: 7);
        foreach ((byte command, string name) in new[] { ((byte)7, "SEVEN"), ((byte)8, "ANY") })
        {
            Action act = () =>
            {
                NetlinkMessageWriter message = family.StartMessage(new byte[64], command);
                message.WriteByte(1, 5);
                connection.Execute(message, new NetlinkOperation("set thing"));
            };
            act.Should().Throw<NetlinkException>().Which.AttributeName.Should().Be(name);
        }
    }

    private static GenericNetlinkConnection Connect(Func<byte[], int, IEnumerable<Reply>> answer) =>
        new(new FakeKernel(answer), new NetlinkConnectionOptions { Name = "here", Timeout = TimeSpan.FromMilliseconds(200) });
}
