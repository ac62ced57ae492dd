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
        where TLink : Link => Of(LinkRequests.Create(new byte[2048], "x", options).Finish());

    /// <summary>What a change of a link writes into IFLA_INFO_DATA, in hexadecimal.</summary>
    /// <param name="data">The attributes that the link has.</param>
    internal static string OfChange(LinkSettings settings, string kind, string data) => WithLink(kind, data, link =>
    {
        settings.RequireChangeable(link);
        return Of(LinkRequests.Set(new byte[2048], link, settings, withPort: true).Finish());
    });

    /// <summary>What a change of a port writes into IFLA_INFO_SLAVE_DATA, in hexadecimal.</summary>
    internal static string OfPort(LinkPortSettings settings) =>
        WithLink("veth", string.Empty, link => Of(LinkRequests.Set(new byte[2048], link, new LinkSettings { Port = settings }, withPort: true).Finish(), Linux.IFLA_INFO_SLAVE_DATA));

    /// <summary>Checks that an existing link does not accept the options.</summary>
    internal static void ShouldNotChange(LinkSettings options, string kind) => WithLink(kind, string.Empty, link =>
    {
        FluentActions.Invoking(() => options.RequireChangeable(link)).Should().Throw<ArgumentException>();
        return 0;
    });

    private static T WithLink<T>(string kind, string data, Func<Link, T> use)
    {
        NetlinkMessageWriter writer = new(new byte[4096], Linux.RTM_NEWLINK);
        writer.WriteStruct<ifinfomsg>().ifi_index = 9;
        writer.WriteString(Linux.IFLA_IFNAME, "x");
        NestedAttribute information = writer.BeginNested(Linux.IFLA_LINKINFO);
        writer.WriteString(Linux.IFLA_INFO_KIND, kind);
        writer.WriteBytes(Linux.IFLA_INFO_DATA, Convert.FromHexString(data));
        writer.EndNested(information);
        using RecordedConnection connection = new();
        return use(LinkKinds.ToLink(connection.Rtnetlink, LinkInfo.Read(new NetlinkMessage(writer.Finish().ToArray()))));
    }

    private static string Of(ReadOnlySpan<byte> request, int type = Linux.IFLA_INFO_DATA)
    {
        NetlinkMessageReader reader = new(request);
        reader.MoveNext();
        foreach (NetlinkAttribute attribute in reader.Current.AttributesAfter<ifinfomsg>())
        {
            foreach (NetlinkAttribute nested in attribute.Type == Linux.IFLA_LINKINFO ? attribute.Nested : default)
            {
                if (nested.Type == type)
                {
                    return Convert.ToHexStringLower(nested.Payload);
                }
            }
        }

        throw new InvalidOperationException("There is no such attribute.");
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
