using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Glue;

/// <summary>A test that fails, which another test runs in a process of its own.</summary>
public sealed class FailingTests : LabTestBase
{
    [LabFact(Explicit = true)]
    public async Task It_fails()
    {
        LabHost a = Lab.AddHost("a"), b = Lab.AddHost("b");
        Lab.Connect(a, b, null, new LabLinkOptions { Name = "a/b" });
        await Lab.StartAsync(TestContext.Current.CancellationToken);
        (await a.PingAsync("b", new EchoOptions { Count = 3, Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken)).Received.Should().Be(3);
        Assert.Fail("This is meant to fail.");
    }
}
