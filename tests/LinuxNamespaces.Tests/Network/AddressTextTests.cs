using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

public sealed class AddressTextTests
{
    [Fact]
    public void Words_of_ip_address_are_read()
    {
        InterfaceAddress.Parse("10.0.0.1/24 brd + label eth0:1 scope link metric 5 noprefixroute").Should().Be(new InterfaceAddress(IPAddress.Parse("10.0.0.1"), 24)
        {
            Broadcast = IPAddress.Parse("10.0.0.255"),
            Label = "eth0:1",
            Scope = AddressScope.Link,
            RouteMetric = 5,
            Flags = AddressFlags.NoPrefixRoute,
        });
        InterfaceAddress.Parse("local 10.0.0.1 peer 10.0.1.1/24 broadcast -").Should().Be(new InterfaceAddress(IPAddress.Parse("10.0.0.1"), 24)
        {
            Peer = IPAddress.Parse("10.0.1.1"),
            Broadcast = IPAddress.Parse("10.0.1.0"),
        });
        InterfaceAddress.Parse("fd00::1/64 nodad home mngtmpaddr optimistic autojoin valid_lft 100 preferred_lft 50sec proto kernel_ra").Should().Be(new InterfaceAddress(IPAddress.Parse("fd00::1"), 64)
        {
            Flags = AddressFlags.NoDuplicateAddressDetection | AddressFlags.HomeAddress | AddressFlags.ManageTemporaryAddress | AddressFlags.Optimistic | AddressFlags.MulticastAutoJoin,
            ValidLifetime = TimeSpan.FromSeconds(100),
            PreferredLifetime = TimeSpan.FromSeconds(50),
            Protocol = AddressProtocol.KernelRouterAdvertisement,
        });
        InterfaceAddress.Parse("10.0.0.1/24 valid_lft forever preferred_lft forever proto 77").Protocol.Should().Be((AddressProtocol)77);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/24 brd")]
    [InlineData("fd00::1/64 brd +")]
    [InlineData("fd00::1/64 label eth0")]
    [InlineData("10.0.0.1 peer fd00::1/64")]
    [InlineData("10.0.0.1/24 label sixteen-bytes-xx")]
    [InlineData("10.0.0.1/24 metric 4294967296")]
    [InlineData("10.0.0.1/24 valid_lft 0")]
    [InlineData("10.0.0.1/24 proto 256")]
    [InlineData("10.0.0.1/24 dev eth0")]
    public void What_is_no_address_is_refused(string text)
    {
        Action act = () => InterfaceAddress.Parse(text);
        act.Should().Throw<FormatException>();
        InterfaceAddress.TryParse(text, null, out InterfaceAddress? address).Should().BeFalse();
        address.Should().BeNull();
    }
}
