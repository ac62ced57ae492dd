using FluentAssertions;
using LinuxNamespaces.Inspection;
using Xunit;

namespace LinuxNamespaces.Tests.Inspection;

public sealed class NamespaceGraphOptionsTests
{
    [Fact]
    public void All_is_looked_at_by_default()
    {
        NamespaceGraphOptions options = new();
        options.Types.Should().Be(Enum.GetValues<NamespaceTypes>().Aggregate((all, type) => all | type));
        options.Holders.Should().Be(Enum.GetValues<NamespaceHolderKinds>().Aggregate((all, kind) => all | kind));
        options.ProcessId.Should().BeNull();
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        ((Action)(() => _ = new NamespaceGraphOptions { Types = NamespaceTypes.None })).Should().Throw<ArgumentException>().WithParameterName("Types");
        ((Action)(() => _ = new NamespaceGraphOptions { Types = (NamespaceTypes)1 })).Should().Throw<ArgumentException>().WithParameterName("Types");
        ((Action)(() => _ = new NamespaceGraphOptions { Holders = NamespaceHolderKinds.None })).Should().Throw<ArgumentException>().WithParameterName("Holders");
        ((Action)(() => _ = new NamespaceGraphOptions { Holders = (NamespaceHolderKinds)1024 })).Should().Throw<ArgumentException>().WithParameterName("Holders");
        ((Action)(() => _ = new NamespaceGraphOptions { ProcessId = 0 })).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("ProcessId");
        ((Action)(() => NamespaceGraph.WatchAsync(TimeSpan.Zero))).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("interval");
        ((Action)(() => NamespaceGraph.Snapshot().ThrowIfLeaked(TimeSpan.FromTicks(-1)))).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("patience");
    }
}
