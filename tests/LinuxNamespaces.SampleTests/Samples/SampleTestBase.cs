using FluentAssertions;
using FluentAssertions.Primitives;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>Tests of samples, each in a room of its own that has to be in the end as it was.</summary>
[Collection("The kernel")]
public abstract class SampleTestBase : IDisposable
{
    private string _before;

    protected SampleTestBase()
    {
        Require.NetworkNamespaces();
        Require.Program("ip");
        Room = new SampleRoom();
        _before = Room.Contents();
    }

    private protected SampleRoom Room { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts something into the room that has to be there in the end.</summary>
    protected void Furnish(string script)
    {
        Room.Run(script);
        _before = Room.Contents();
    }

    private protected static void ShouldRefuse(SampleResult result, string message)
    {
        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
        ShouldBeOneLine(result.Errors).And.Contain(message);
    }

    private protected static AndConstraint<StringAssertions> ShouldBeOneLine(string text) =>
        text.Should().MatchRegex(@"^[A-Z][^\n]+\n$");

    protected virtual void Dispose(bool disposing)
    {
        string after = Room.Contents();
        Room.Dispose();
        after.Should().Be(_before, "a sample leaves nothing behind and takes nothing of others");
    }

    private protected Task<SampleResult> RunAsync(string commandLine, params string[] wrapper) => SampleProcess.RunAsync(Room, commandLine, wrapper);
}
