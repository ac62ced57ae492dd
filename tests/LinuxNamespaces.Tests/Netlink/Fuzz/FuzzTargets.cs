using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>All that is fed with inputs.</summary>
internal static class FuzzTargets
{
    private static readonly RtnetlinkConnection s_connection = new(NetNamespace.OpenCurrent(), new FakeKernel((_, _) => []));

    private static byte[]? s_buffer;

    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. FuzzMethods.All.Where(FuzzMethods.IsTarget).Select(FuzzMethods.ToTarget).Concat(Combined()).OrderBy(target => target.Name, StringComparer.Ordinal),
    ];

    /// <summary>What one method does not show: parsers with a state, values that are read when they are used, and a message as a whole.</summary>
    private static IEnumerable<FuzzTarget> Combined() =>
    [
        new("a datagram", FuzzInput.Messages, _ => input => ReadDatagram(input)),
        new("a link", FuzzInput.Messages, _ => ReadLinks),
        new("a route value", FuzzInput.Messages, _ => ReadRouteValues),
        new("elements of a set of ranges", FuzzInput.Messages, _ => ReadElements),
        new("the path of an attribute", FuzzInput.Messages, FindPath),
        new("events", FuzzInput.Messages, _ => Watch(null)),
        new("events of a peer", FuzzInput.Messages, _ => Watch(7)),
        .. NftExpressionKinds.All.Select(kind => new FuzzTarget($"the expression {kind.Name}", FuzzInput.Attributes, _ => input => kind.Parse(input))),
        new("a change of a tunnel", FuzzInput.Attributes, _ => ChangeTunnels),
        new("a WireGuard device", FuzzInput.Attributes, _ => ReadWireGuard),
    ];

    private static int ReadDatagram(ReadOnlySpan<byte> input)
    {
        int count = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(input))
        {
            count += message.ReadErrno().Value == 0 ? 1 : 2;
            _ = message.ReadStruct<ifinfomsg>();
            foreach (int header in (ReadOnlySpan<int>)[0, 1, 4, 8, 12, 16, 72, ushort.MaxValue, int.MaxValue])
            {
                Look(message.Attributes(header));
            }
        }

        return count;
    }

    private static void Look(NetlinkAttributeReader attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            _ = attribute.Type;
            _ = attribute.ReadStruct<Int128>();
            _ = attribute.ReadString();
            _ = attribute.Payload.Length >= sizeof(ulong) ? attribute.ReadUInt64() + attribute.ReadUInt64BigEndian() > 0 : attribute.Payload.Length >= sizeof(uint) && attribute.ReadUInt32() > 0;
            _ = attribute.Payload.Length is 4 or 16 ? attribute.ReadAddress() : null;
        }
    }

    private static List<object?> ReadLinks(ReadOnlySpan<byte> input)
    {
        List<object?> read = [];
        foreach (NetlinkMessage message in new NetlinkMessageReader(input))
        {
            LinkInfo info = LinkInfo.Read(message);
            Link link = LinkKinds.ToLink(s_connection, info);
            read.Add(info);
            read.Add(info.IsSameAs(info));
            read.Add(info.PortKind == "bridge" ? BridgePort.Read(link) : null);
        }

        return read;
    }

    private static List<object?>? ReadRouteValues(ReadOnlySpan<byte> input)
    {
        List<object?> read = [];
        foreach (NetlinkMessage message in new NetlinkMessageReader(input))
        {
            if (RouteValue.TryRead(message, out RouteValue route))
            {
                read.Add((route.NextHopCount, route.HasLink(1), route.HasGateway(default), route.Destination.ToString(), route.Gateway?.ToString(), route.Table, route.Metric));
            }
        }

        return read.Count == 0 ? null : read;
    }

    private static List<NftSetElement>? ReadElements(ReadOnlySpan<byte> input)
    {
        List<NftReportedElement> elements = [];
        foreach (NetlinkMessage message in new NetlinkMessageReader(input))
        {
            NftSetParser.ParseElements(message, elements);
        }

        return elements.Count == 0 ? null : NftRanges.Join(new NftSet(NftFamily.Inet, "t", "s", NftDataType.Port) { Flags = NftSetFlags.Interval }, elements);
    }

    // The kernel says where in our request the wrong attribute is.
    private static FuzzRun FindPath(FuzzRandom random) => input =>
    {
        if (FuzzSchema.Schemas.Find(input) is not { } schema)
        {
            return null;
        }

        int offset = random.OneIn(4) ? unchecked((int)random.Extreme()) & int.MaxValue : random.Below(input.Length + 8);
        return (AttributePath.At(schema, input, offset), AttributePath.Missing(schema, input, random.Below(100), random.OneIn(2) ? offset : null));
    };

    private static FuzzRun Watch(int? namespaceId)
    {
        NetworkTables tables = new(NetworkObjects.All, namespaceId);
        return input =>
        {
            List<NetworkEvent> events = [];
            foreach (NetlinkMessage message in new NetlinkMessageReader(input))
            {
                tables.Apply(message, events);
            }

            return events.Count == 0 ? null : events;
        };
    }

    // The kernel takes its defaults for what a change lacks, so a change begins with what the kernel reports.
    private static object? ChangeTunnels(ReadOnlySpan<byte> input)
    {
        NetlinkAttributeReader current = new(input);
        NetlinkMessageWriter writer = new(s_buffer ??= new byte[4 * FuzzMemory.Size], 0);
        new GreSettings { Local = System.Net.IPAddress.Loopback }.WriteChange(ref writer, current);
        new Ip6GreSettings { HopLimit = 1 }.WriteChange(ref writer, current);
        new SitSettings { Local = System.Net.IPAddress.Loopback }.WriteChange(ref writer, current);
        new VtiSettings { Local = System.Net.IPAddress.Loopback }.WriteChange(ref writer, current);
        return writer.Finish().Length > 0;
    }

    private static WireGuardInfo? ReadWireGuard(ReadOnlySpan<byte> input)
    {
        WireGuardReader reader = new(FuzzArguments.Family);
        reader.Read(new NetlinkAttributeReader(input));
        // The next message goes on with the peer.
        reader.Read(new NetlinkAttributeReader(input));
        return reader.Info;
    }
}
