using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("")]
    [InlineData("sixteen-bytes-xx")]
    [InlineData("ääääääää")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("eth%d")]
    public void A_name_that_no_interface_can_have_is_refused(string name)
    {
        Action act = () => InterfaceName.Validate(name, nameof(name));
        act.Should().Throw<ArgumentException>().WithParameterName(nameof(name));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("fifteen-bytes-x")]
    [InlineData("br-veth0")]
    public void A_name_that_an_interface_can_have_is_accepted(string name) => InterfaceName.Validate(name, nameof(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void A_name_that_no_namespace_can_have_is_refused(string name)
    {
        Action create = () => NetNamespace.Create(name);
        Action delete = () => NetNamespace.Delete(name);
        create.Should().Throw<ArgumentException>();
        delete.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("10.0.0.1", -1)]
    [InlineData("10.0.0.1", 33)]
    [InlineData("2001:db8::1", 129)]
    public void A_prefix_length_out_of_range_is_refused(string address, int prefixLength)
    {
        Action act = () => _ = new InterfaceAddress(IPAddress.Parse(address), prefixLength);
        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void An_IPv6_address_has_no_broadcast_address()
    {
        Action act = () => _ = new InterfaceAddress(IPAddress.IPv6Loopback, 64) { Broadcast = IPAddress.Parse("10.0.0.255") };
        act.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0/x")]
    [InlineData("x/24")]
    public void An_address_that_is_none_is_refused(string text)
    {
        Action act = () => InterfaceAddress.Parse(text);
        act.Should().Throw<Exception>().Which.Should().Match(e => e is FormatException || e is ArgumentException);
    }

    [Fact]
    public void A_path_with_NUL_is_refused()
    {
        Action act = () => Namespace.Open("/proc/self/ns/net\0x");
        act.Should().Throw<ArgumentException>();
    }
}
