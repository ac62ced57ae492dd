using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

public sealed class ChaosLabTests : SampleTestBase
{
    [Theory]
    [InlineData]
    [InlineData("unshare", "--user", "--map-user=1000", "--map-group=1000")]
    public async Task The_shop_sells_through_all_faults_and_the_report_has_them(params string[] wrapper)
    {
        using TemporaryDirectory directory = new();
        // Whoever is mapped in the namespace may write there.
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        SampleResult result = await RunAsync("ChaosLab --report", ["env", "-C", directory.Path, .. wrapper]);
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        // However busy the machine is: no purchase reaches the first server through the partition, and none is made without the uplink.
        result.Output.Should().MatchRegex(@"(?m)^ *0\.0 s  all is well +\d+ ")
            .And.MatchRegex(@"(?m)^ *\d+\.\d s  partition customer - web1 +0 ")
            .And.MatchRegex(@"(?m)^ *\d+\.\d s  unplug router-internet +\d+ +\d+ +[1-9]")
            .And.MatchRegex(@"(?m)^ *\d+\.\d s  the uplink is good again +\d+ ")
            .And.MatchRegex(@"\n[1-9]\d* of \d+ purchases succeeded \(\d+\.\d %\)\.");
        XDocument report = XDocument.Load(Path.Combine(directory.Path, "ChaosLab.html"));
        report.Descendants("{http://www.w3.org/2000/svg}svg").Should().HaveCount(2, "the lab is one and the time line another");
        report.Descendants("tr").Should().HaveCountGreaterThan(8);
    }
}
