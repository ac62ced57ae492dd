using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes that only one kind of link has.</summary>
internal static class KindData
{
    /// <summary>What the options write into IFLA_INFO_DATA, in hexadecimal.</summary>
    internal static string Of<TLink>(LinkOptions<TLink> options)
        where TLink : Link
    {
        NetlinkMessageReader reader = new(LinkRequests.Create(new byte[2048], "x", options).Finish());
        reader.MoveNext();
        foreach (NetlinkAttribute attribute in reader.Current.AttributesAfter<ifinfomsg>())
        {
            foreach (NetlinkAttribute nested in attribute.Type == Linux.IFLA_LINKINFO ? attribute.Nested : default)
            {
                if (nested.Type == Linux.IFLA_INFO_DATA)
                {
                    return Convert.ToHexStringLower(nested.Payload);
                }
            }
        }

        throw new InvalidOperationException("There is no IFLA_INFO_DATA.");
    }

    /// <summary>Compares what the options write with what ip(8) writes. The order does not matter, and ip(8) does not flag nests.</summary>
    internal static void ShouldBeWhatIpWrites<TLink>(LinkOptions<TLink> options, string ip)
        where TLink : Link => Attributes(Of(options)).Should().Equal(Attributes(ip));

    /// <summary>Checks that the options are rejected before anything is sent.</summary>
    internal static void ShouldBeRejected<TLink>(LinkOptions<TLink> options)
        where TLink : Link =>
        RecordedConnection.Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("x", options)).Should().Throw<ArgumentException>())
            .Should().BeEmpty();

    private static List<string> Attributes(string hexadecimal)
    {
        List<string> attributes = [];
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(Convert.FromHexString(hexadecimal)))
        {
            attributes.Add($"{attribute.Type}: {Convert.ToHexString(attribute.Payload)}");
        }

        attributes.Sort(StringComparer.Ordinal);
        return attributes;
    }
}
