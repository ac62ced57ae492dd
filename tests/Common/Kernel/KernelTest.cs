using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.TestTools;

/// <summary>A test that works on the kernel, in namespaces of its own, and leaves nothing behind.</summary>
public abstract class KernelTest : IDisposable
{
    private readonly string _before;

    protected KernelTest()
    {
        Require.NetworkNamespaces();
        _before = Leaks.Snapshot();
        Red = NetNamespace.Create();
        Blue = NetNamespace.Create();
    }

    /// <summary>A fresh namespace.</summary>
    protected NetNamespace Red { get; }

    /// <summary>Another fresh namespace.</summary>
    protected NetNamespace Blue { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the test; what it has made besides goes before.</summary>
    protected virtual void Dispose(bool disposing)
    {
        // A test that has failed or was skipped has not come to its end.
        bool isOver = TestContext.Current.TestState?.Result is null or TestResult.Passed;
        string[] names = isOver ? [.. Leaks.MountsOf(Red), .. Leaks.MountsOf(Blue)] : [];
        Red.Dispose();
        Blue.Dispose();
        names.Should().BeEmpty("a test takes away the names that it gives");
        (isOver ? Leaks.Since(_before) : string.Empty).Should().BeEmpty("a test leaves nothing behind");
    }
}
