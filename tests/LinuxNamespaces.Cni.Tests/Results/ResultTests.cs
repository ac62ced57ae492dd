using System.Net;
using System.Text;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Results;

public sealed class ResultTests
{
    private static readonly Gen<IPAddress> s_address = Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]).Select(bytes => new IPAddress(bytes));
    private static readonly Gen<string> s_name = Gen.Char.AlphaNumeric.Array[1, 15].Select(chars => new string(chars));

    private static readonly Gen<CniResult> s_result =
        from interfaces in s_name.List[1, 4]
        from addresses in s_address.List[0, 4]
        from mtu in Gen.Int[0, 65536]
        from servers in s_address.List[0, 3]
        select new CniResult
        {
            Interfaces = [.. interfaces.Select(name => new CniInterface(name) { Mtu = mtu, Sandbox = "/ns/" + name })],
            Addresses = [.. addresses.Select(address => new CniAddress(address, address.GetAddressBytes().Length) { Interface = 0, Gateway = address })],
            Routes = [.. addresses.Select(address => new CniRoute(new IPNetwork(address, address.GetAddressBytes().Length * 8)) { Gateway = address, Priority = mtu })],
            Dns = new CniDns { NameServers = [.. servers.Select(server => server.ToString())], Domain = "example.org" },
        };

    [Fact]
    public void A_result_survives_being_written_and_read() => s_result.Sample(result => CniResult.Parse(result.ToJson()).Should().BeEquivalentTo(result));

    [Theory]
    [InlineData("0.3.1")]
    [InlineData("1.0.0")]
    public void Old_versions_leave_out_only_details(string version) => s_result.Sample(result =>
        CniResult.Parse(result.ToJson(version)).Should().BeEquivalentTo(result with
        {
            Interfaces = [.. result.Interfaces.Select(link => link with { Mtu = null })],
            Routes = [.. result.Routes.Select(route => route with { Priority = null })],
        }));

    [Fact]
    public void Any_text_is_a_result_or_an_error_of_its_own() => Gen.String.Sample(text =>
    {
        try
        {
            CniResult.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (CniException e)
        {
            e.Code.Should().Be(CniErrorCode.DecodingFailure);
        }
    });

    [Theory]
    [InlineData("10.1")]
    [InlineData("1")]
    [InlineData("10.0.0.2")]
    [InlineData("10.0.0.2/33")]
    [InlineData("10.0.0.2/-1")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("/24")]
    public void An_address_has_its_usual_form(string address) =>
        FluentActions.Invoking(() => CniResult.Parse(Encoding.UTF8.GetBytes($$"""{"ips":[{"address":"{{address}}"}]}""")))
            .Should().Throw<CniException>().Where(e => e.Message.Contains("ips[0].address"));

    [Fact]
    public void A_route_may_have_bits_after_its_prefix() =>
        CniResult.Parse("""{"routes":[{"dst":"10.1.2.3/8"}]}"""u8.ToArray()).Routes[0].Destination.Should().Be(IPNetwork.Parse("10.0.0.0/8"));
}
