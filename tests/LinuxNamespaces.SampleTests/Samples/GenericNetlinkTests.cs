using FluentAssertions;
using LinuxNamespaces.Netlink;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

public sealed class GenericNetlinkTests : SampleTestBase
{
    [Theory]
    [InlineData]
    [InlineData("unshare", "--user", "--map-user=1000", "--map-group=1000")]
    public async Task The_sample_lists_the_families_and_asks_those_that_are_there(params string[] wrapper)
    {
        SampleResult result = await RunAsync("GenericNetlink", wrapper);
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        using NetNamespace red = NetNamespace.Create();
        using GenericNetlinkConnection connection = red.OpenGenericNetlink();
        foreach (GenericNetlinkFamily family in connection.ListFamilies())
        {
            result.Output.Should().MatchRegex($@"(?m)^ +\d+  {family.Name} +{family.Version} +{family.Commands.Count}\b");
        }

        result.Output.Should().Contain(connection.TryGetFamily("ethtool", out _) ? "tx-checksum" : "CONFIG_ETHTOOL_NETLINK");
        result.Output.Should().MatchRegex("processor time in user mode|CONFIG_TASKSTATS|CAP_NET_ADMIN");
    }
}
