using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

public sealed class RouterTests : SampleTestBase
{
    [Theory]
    [InlineData]
    [InlineData("unshare", "--user", "--map-user=1000", "--map-group=1000")]
    public async Task The_router_translates_addresses_and_chooses_providers(params string[] wrapper)
    {
        SampleResult result = await RunAsync("Router", wrapper);
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        result.Output.Should().MatchRegex(@"(?m)^  office  http://203\.0\.113\.1/ +north sees 192\.0\.2\.1$", "the office goes out through north")
            .And.MatchRegex(@"(?m)^  guests  http://203\.0\.113\.1/ +south sees 198\.51\.100\.1$", "guests go out through south")
            .And.MatchRegex(@"(?m)^  north   http://192\.0\.2\.1:8080/ +office sees 192\.0\.2\.2$", "the published port keeps the client")
            .And.MatchRegex(@"(?m)^  office  http://10\.0\.1\.1:8080/ +office sees 10\.0\.1\.1$", "the way back is the same")
            .And.MatchRegex(@"(?m)^  guests  http://10\.0\.1\.2/ +no answer$");
        result.Output.Should().Contain("office 10.0.1.2  ---+ 10.0.1.1 office").And.Contain("south 198.51.100.1 +--- 198.51.100.2 south")
            .And.Contain("| rule 1000: from 10.0.2.0/24 iif guests lookup 100").And.Contain("| nft masquerade 10.0.1.0/24 oifname north").And.Contain("| nft publish tcp 8080 to 10.0.1.2:80");
    }
}
