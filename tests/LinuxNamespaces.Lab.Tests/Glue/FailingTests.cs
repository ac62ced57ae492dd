using Xunit;

namespace LinuxNamespaces.Lab.Tests.Glue;

/// <summary>A test that fails, which another test runs in a process of its own.</summary>
public sealed class FailingTests : LabTestBase
{
    [LabFact(Explicit = true)]
    public void It_fails()
    {
        Lab.Connect(Lab.AddHost("a"), Lab.AddHost("b"));
        Assert.Fail("This is meant to fail.");
    }
}
