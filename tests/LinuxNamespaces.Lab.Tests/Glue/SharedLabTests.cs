using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Glue;

public sealed class SharedLabTests(TwoHosts hosts) : LabTestBase(hosts.Lab), IClassFixture<TwoHosts>
{
    [LabFact]
    public async Task A_shared_lab_runs() => (await Lab["a"].PingAsync("b", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();

    [LabTheory]
    [InlineData("a")]
    [InlineData("b")]
    public void Its_hosts_exist(string name) => Lab[name].Namespace.Loopback.IsUp.Should().BeTrue();

    [LabFact]
    public void What_happened_is_attached()
    {
        LabAttachments.Add(Lab);
        TestContext.Current.Attachments!.Keys.Should().Contain(["lab.svg", "lab.json", "lab-events.jsonl"]);
    }
}
