using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes that only tunnels have, in hexadecimal by their types.</summary>
internal static class TunnelBytes
{
    /// <summary>What the library writes to create a link.</summary>
    internal static SortedDictionary<int, string> Of<TLink>(LinkOptions<TLink> options)
        where TLink : Link
    {
        NetlinkMessageReader reader = new(LinkRequests.Create(new byte[4096], "x", options).Finish());
        reader.MoveNext();
        foreach (NetlinkAttribute attribute in reader.Current.AttributesAfter<ifinfomsg>())
        {
            foreach (NetlinkAttribute nested in attribute.Type == Linux.IFLA_LINKINFO ? attribute.Nested : default)
            {
                if (nested.Type == Linux.IFLA_INFO_DATA)
                {
                    return Parse(nested.Nested);
                }
            }
        }

        throw new InvalidOperationException("There is no IFLA_INFO_DATA.");
    }

    internal static SortedDictionary<int, string> Parse(NetlinkAttributeReader data)
    {
        SortedDictionary<int, string> attributes = [];
        foreach (NetlinkAttribute attribute in data)
        {
            attributes[attribute.Type] = Convert.ToHexStringLower(attribute.Payload);
        }

        return attributes;
    }

    internal static NetlinkAttributeReader Reader(string data) => new(Convert.FromHexString(data));

    /// <summary>The library writes what ip(8) sent, each attribute byte by byte.</summary>
    /// <param name="ip">The contents of IFLA_INFO_DATA that <c>strace -v -xx -e trace=sendmsg ip link add ...</c> shows.</param>
    /// <param name="defaults">The attributes that only ip sends: they have the values that the kernel takes without them.</param>
    internal static void ShouldBeWhatIpWrites<TLink>(LinkOptions<TLink> options, string ip, params int[] defaults)
        where TLink : Link
    {
        SortedDictionary<int, string> expected = Parse(Reader(ip));
        foreach (int type in defaults)
        {
            expected.Remove(type).Should().BeTrue("ip sends attribute {0}", type);
        }

        Of(options).Should().Equal(expected);
    }

    /// <summary>What the library writes to change a tunnel of which the kernel replaces all attributes at once.</summary>
    internal static SortedDictionary<int, string> Change<TLink>(TunnelSettings<TLink> settings, byte[] current)
        where TLink : Link
    {
        NetlinkMessageWriter writer = new(new byte[4096], 0);
        settings.WriteChange(ref writer, new NetlinkAttributeReader(current));
        return Parse(new NetlinkAttributeReader(writer.Finish()[NetlinkMessageWriter.HeaderLength..]));
    }

    /// <summary>A change writes everything as it is but for these attributes.</summary>
    internal static void ShouldChange<TLink>(TunnelSettings<TLink> settings, string current, params (int Type, string Value)[] changes)
        where TLink : Link
    {
        SortedDictionary<int, string> expected = Parse(Reader(current));
        foreach ((int type, string value) in changes)
        {
            expected[type].Should().NotBe(value);
            expected[type] = value;
        }

        Change(settings, Convert.FromHexString(current)).Should().Equal(expected);
    }

    /// <summary>The settings are read or refused, wherever they are cut and whichever byte is wrong.</summary>
    internal static void ShouldBeSafe(string data, Action<byte[]> read)
    {
        byte[] bytes = Convert.FromHexString(data);
        for (int length = 0; length <= bytes.Length; length++)
        {
            Try(bytes[..length]);
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            byte right = bytes[i];
            foreach (byte wrong in (ReadOnlySpan<byte>)[0, 1, 3, 4, 5, 7, 0x7f, 0x80, 0xff, (byte)(right + 1)])
            {
                bytes[i] = wrong;
                Try(bytes);
            }

            bytes[i] = right;
        }

        void Try(byte[] input)
        {
            try
            {
                read(input);
            }
            catch (InvalidDataException)
            {
            }
        }
    }
}
