using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink;

/// <summary>The control message that tells the namespace of a notification.</summary>
public sealed class NamespaceControlTests
{
    [Theory]
    [InlineData(20, 270, 8, 5, 5)]
    [InlineData(20, 270, 8, 0, 0)]
    [InlineData(20, 270, 8, -1, null)]
    [InlineData(20, 1, 8, 5, null)]
    [InlineData(20, 270, 3, 5, null)]
    [InlineData(19, 270, 8, 5, null)]
    [InlineData(0, 270, 8, 5, null)]
    public void Id_is_read_of_its_own_message_only(int length, int level, int type, int value, int? expected)
    {
        byte[] control = new byte[24];
        cmsghdr header = new() { cmsg_len = (nuint)length, cmsg_level = level, cmsg_type = type };
        MemoryMarshal.Write(control, header);
        BitConverter.TryWriteBytes(control.AsSpan(16), value);
        NetlinkNotifications.ReadNamespaceId(control).Should().Be(expected);
    }

    [Fact]
    public void Message_that_is_cut_has_no_id()
    {
        for (int length = 0; length < 20; length++)
        {
            NetlinkNotifications.ReadNamespaceId(new byte[length]).Should().BeNull();
        }
    }
}
