using FluentAssertions;

namespace LinuxNamespaces.IntegrationTests;

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
        Leaks.MountsOf(Red).Concat(Leaks.MountsOf(Blue)).Should().BeEmpty("a test takes away the names that it gives");
        Red.Dispose();
        Blue.Dispose();
        Leaks.Since(_before).Should().BeEmpty("a test leaves nothing behind");
    }
}
