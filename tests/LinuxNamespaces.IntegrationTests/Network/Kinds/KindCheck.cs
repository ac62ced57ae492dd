using System.Text.Json;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

/// <summary>What tests of kinds of links have in common.</summary>
internal static class KindCheck
{
    /// <summary>Skips the test if the kernel does not have the kind.</summary>
    /// <param name="options">A link that can be created in the namespace.</param>
    internal static void Require<TLink>(NetNamespace netNamespace, LinkOptions<TLink> options)
        where TLink : Link
    {
        try
        {
            netNamespace.Links.Add("probe", options).Delete();
        }
        catch (NotSupportedException)
        {
            Assert.Skip($"The kernel has no {options.Kind.Feature}.");
        }
    }

    /// <summary>What <c>ip -d -j link</c> shows of a link.</summary>
    internal static JsonElement Link(NetNamespace netNamespace, string name) => Tool.Json(netNamespace, "ip", "-d", "-j", "link", "show", "dev", name).Single();

    /// <summary>What <c>ip -d -j link</c> shows of the attributes that only the kind has.</summary>
    internal static JsonElement Data(NetNamespace netNamespace, string name) => Link(netNamespace, name).GetProperty("linkinfo").GetProperty("info_data");

    /// <summary>What <c>ip -d -j link</c> shows of a port.</summary>
    internal static JsonElement PortData(NetNamespace netNamespace, string name) => Link(netNamespace, name).GetProperty("linkinfo").GetProperty("info_slave_data");
}
