using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Requests for what is there.</summary>
internal static class NftLists
{
    // A request has at most two names of 255 bytes.
    private const int BufferSize = 640;

    internal static uint GetGeneration(NetfilterConnection connection)
    {
        NetlinkMessageWriter request = NftMessages.Start(stackalloc byte[64], NftSchema.NFT_MSG_GETGEN, null, 0);
        GenerationReader reader = default;
        Ask(connection, request, new NetlinkOperation("get the generation of the ruleset"), ref reader, dump: false);
        return reader.Generation;
    }

    /// <param name="table">The table whose objects are listed; null for all. Older kernels ignore it for some lists, so that the answer is filtered again.</param>
    internal static IReadOnlyList<T> List<T>(NetfilterConnection connection, ushort message, NftTable? table, string operation, NetlinkMessageParser<T> parse, Func<T, bool>? filter = null)
        where T : class
    {
        NetlinkMessageWriter request = NftMessages.Start(stackalloc byte[BufferSize], message, table?.Family, 0);
        if (table is not null)
        {
            // NFTA_CHAIN_TABLE, NFTA_RULE_TABLE, NFTA_SET_TABLE, NFTA_OBJ_TABLE and NFTA_FLOWTABLE_TABLE have the same number.
            request.WriteString(NftSchema.NFTA_RULE_TABLE, table.Name);
        }

        try
        {
            return connection.Dump(request, new NetlinkOperation(operation, table), (in message) => parse(message) is { } item && filter?.Invoke(item) != false ? item : null);
        }
        catch (NetlinkException e) when (IsUnknownSubsystem(e))
        {
            throw Explain(connection, e);
        }
    }

    /// <param name="chain">The name of the chain; null for all chains of the table.</param>
    internal static IReadOnlyList<NftRule> ResetRules(NetfilterConnection connection, NftTable table, string? chain)
    {
        NetlinkMessageWriter request = NftMessages.Start(stackalloc byte[BufferSize], NftSchema.NFT_MSG_GETRULE_RESET, table.Family, 0);
        request.WriteString(NftSchema.NFTA_RULE_TABLE, table.Name);
        if (chain is not null)
        {
            request.WriteString(NftSchema.NFTA_RULE_CHAIN, chain);
        }

        try
        {
            return connection.Dump(request, new NetlinkOperation("reset rules of table", table), NftParser.ParseRule);
        }
        catch (NetlinkException e) when (IsUnknownSubsystem(e))
        {
            throw Explain(connection, e, "resets of rules (kernel 6.2)");
        }
    }

    internal static NftObject ResetObject(NetfilterConnection connection, NftObject item)
    {
        NetlinkMessageWriter request = NftMessages.WriteResetObject(stackalloc byte[BufferSize], item);
        ObjectReader reader = default;
        Ask(connection, request, new NetlinkOperation("reset object", item), ref reader, dump: false);
        return reader.Item ?? throw new InvalidDataException($"The kernel did not return the object {item}.");
    }

    internal static List<NftSetElement> ListElements(NetfilterConnection connection, NftSet set)
    {
        NetlinkMessageWriter request = NftSetMessages.WriteListElements(stackalloc byte[BufferSize], NftSchema.NFT_MSG_GETSETELEM, set);
        ElementReader reader = new([]);
        Ask(connection, request, new NetlinkOperation("list elements of set", set), ref reader, dump: true);
        return NftRanges.Join(set, reader.Elements);
    }

    internal static List<NftSetElement> ResetElements(NetfilterConnection connection, NftSet set)
    {
        NetlinkMessageWriter request = NftSetMessages.WriteListElements(stackalloc byte[BufferSize], NftSchema.NFT_MSG_GETSETELEM_RESET, set);
        return NftRanges.Join(set, ResetElements(connection, request, new NetlinkOperation("reset elements of set", set), dump: true));
    }

    internal static NftSetElement ResetElement(NetfilterConnection connection, NftSet set, NftSetElement element)
    {
        NetlinkMessageWriter request = NftSetMessages.WriteResetElement(stackalloc byte[BufferSize], set, element);
        NftSetElement before = ResetElements(connection, request, new NetlinkOperation("reset element of set", set), dump: false)
            .Select(item => item.Element)
            .FirstOrDefault() ?? throw new InvalidDataException($"The kernel did not return the element {element}.");
        return element with
        {
            Value = before.Value,
            Verdict = before.Verdict,
            ObjectName = before.ObjectName,
            Timeout = before.Timeout,
            ReportedExpiration = before.Expires,
            Expressions = before.Expressions,
            UserData = before.UserData,
        };
    }

    private static List<NftReportedElement> ResetElements(NetfilterConnection connection, in NetlinkMessageWriter request, in NetlinkOperation operation, bool dump)
    {
        ElementReader reader = new([]);
        Ask(connection, request, operation, ref reader, dump, "resets of elements (kernel 6.5)");
        return reader.Elements;
    }

    /// <param name="feature">What an older kernel lacks that does not know the request; null if all kernels with nf_tables do.</param>
    private static void Ask<T>(NetfilterConnection connection, in NetlinkMessageWriter request, in NetlinkOperation operation, ref T handler, bool dump, string? feature = null)
        where T : INetlinkMessageHandler
    {
        try
        {
            if (dump)
            {
                connection.Dump(request, operation, ref handler);
            }
            else
            {
                connection.Get(request, operation, ref handler);
            }
        }
        catch (NetlinkException e) when (IsUnknownSubsystem(e))
        {
            throw Explain(connection, e, feature);
        }
    }

    /// <summary>Says what a kernel lacks. The answer is the same for a request and for a subsystem that it does not know.</summary>
    /// <param name="feature">What an older kernel lacks that does not know the request; null if all kernels with nf_tables do.</param>
    private static Exception Explain(NetfilterConnection connection, NetlinkException failure, string? feature = null) =>
        feature is not null && HasSubsystem(connection)
            ? new NotSupportedException($"{failure.Message}. The kernel lacks {feature}.", failure)
            : NftFeatures.Explain(connection, null, failure) ?? (Exception)failure;

    private static bool HasSubsystem(NetfilterConnection connection)
    {
        try
        {
            GetGeneration(connection);
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or NetlinkException)
        {
            return false;
        }
    }

    /// <summary>Whether the subsystem may not be known, as in a kernel without it.</summary>
    private static bool IsUnknownSubsystem(NetlinkException e) => e.Errno == Errno.EOPNOTSUPP || e.Errno == Errno.EINVAL;

    private struct GenerationReader : INetlinkMessageHandler
    {
        internal uint Generation { get; private set; }

        public readonly void Restart()
        {
        }

        public void OnMessage(in NetlinkMessage message)
        {
            foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
            {
                Generation = attribute.Type == NftSchema.NFTA_GEN_ID ? attribute.ReadUInt32BigEndian() : Generation;
            }
        }
    }

    private struct ObjectReader : INetlinkMessageHandler
    {
        internal NftObject? Item { get; private set; }

        public readonly void Restart()
        {
        }

        public void OnMessage(in NetlinkMessage message) => Item = NftParser.ParseObject(message) ?? Item;
    }

    private readonly struct ElementReader(List<NftReportedElement> elements) : INetlinkMessageHandler
    {
        internal List<NftReportedElement> Elements => elements;

        public void Restart() => elements.Clear();

        public void OnMessage(in NetlinkMessage message) => NftSetParser.ParseElements(message, elements);
    }
}
