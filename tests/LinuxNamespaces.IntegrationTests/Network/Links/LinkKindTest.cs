using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Links;

/// <summary>A test of a kind of link that the kernel may lack.</summary>
public abstract class LinkKindTest : KernelTest
{
    /// <summary>Creates a link; the test is skipped if the kernel lacks its kind.</summary>
    protected static TLink Add<TLink>(NetNamespace netNamespace, string name, LinkOptions<TLink> options)
        where TLink : Link
    {
        try
        {
            return netNamespace.Links.Add(name, options);
        }
        catch (NotSupportedException) when (!Has(netNamespace, options.Kind))
        {
            Assert.Skip($"The kernel has no {options.Kind.Feature}.");
            throw;
        }
    }

    /// <summary>Whether the kernel has a kind, as it says itself: without any option it finds others to complain about.</summary>
    private static bool Has(NetNamespace netNamespace, LinkKind kind)
    {
        try
        {
            Tool.Ip(netNamespace, $"link add name probe0 type {kind}");
            Tool.Ip(netNamespace, "link del probe0");
            return true;
        }
        catch (InvalidOperationException e)
        {
            return !e.Message.Contains("Unknown device type", StringComparison.Ordinal);
        }
    }
}
