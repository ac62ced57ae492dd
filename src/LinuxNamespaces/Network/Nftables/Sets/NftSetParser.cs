using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.NftSchema;

namespace LinuxNamespaces.Network;

/// <summary>Reads the messages about sets and their elements.</summary>
internal static class NftSetParser
{
    internal static NftSet? ParseSet(in NetlinkMessage message)
    {
        if (!NftParser.Is(message, NFT_MSG_NEWSET))
        {
            return null;
        }

        (string? table, string? name, long? handle, ValueList<byte>? data) = (null, null, null, null);
        (uint flags, uint keyType, uint keyLength, uint? valueType, uint valueLength, uint? objectType, uint policy) = (0, 0, 0, null, 0, null, 0);
        (uint? size, ValueList<int>? fields, TimeSpan? timeout, TimeSpan? interval) = (null, null, null, null);
        IReadOnlyList<NftExpression> expressions = [];
        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            switch (attribute.Type)
            {
                case NFTA_SET_TABLE:
                    table = attribute.ReadString();
                    break;
                case NFTA_SET_NAME:
                    name = attribute.ReadString();
                    break;
                case NFTA_SET_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_KEY_TYPE:
                    keyType = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_KEY_LEN:
                    keyLength = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_DATA_TYPE:
                    valueType = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_DATA_LEN:
                    valueLength = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_POLICY:
                    policy = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_DESC:
                    (size, fields) = ReadDescription(attribute);
                    break;
                case NFTA_SET_TIMEOUT:
                    timeout = NftTime.FromMilliseconds(attribute.ReadUInt64BigEndian());
                    break;
                case NFTA_SET_GC_INTERVAL:
                    interval = NftTime.FromMilliseconds(attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_SET_USERDATA:
                    data = NftParser.Bytes(attribute);
                    break;
                case NFTA_SET_OBJ_TYPE:
                    objectType = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_HANDLE:
                    handle = NftParser.Handle(attribute);
                    break;
                case NFTA_SET_EXPR:
                    expressions = [NftExpressionKind.Read(attribute)];
                    break;
                case NFTA_SET_EXPRESSIONS:
                    expressions = NftExpressionKind.ReadList(attribute);
                    break;
            }
        }

        return new NftSet(NftParser.FamilyOf(message), NftParser.Required(table, "set"), NftParser.Required(name, "set"), TypeOf(keyType, keyLength, fields, isKey: true))
        {
            ValueType = valueType is { } type ? TypeOf(type, valueLength, null, isKey: false) : null,
            ObjectType = objectType,
            Flags = unchecked((NftSetFlags)(flags & ~NftSetMessages.DerivedFlags)),
            Timeout = timeout,
            GarbageCollectionInterval = interval,
            Size = size,
            PrefersMemory = policy != 0,
            Expressions = expressions,
            UserData = data ?? ValueList<byte>.Empty,
            ReportedHandle = handle,
        };
    }

    /// <summary>Reads the elements of a message. Ranges are pairs that <see cref="NftRanges"/> joins.</summary>
    internal static void ParseElements(in NetlinkMessage message, List<NftReportedElement> elements)
    {
        if (!NftParser.Is(message, NFT_MSG_NEWSETELEM))
        {
            return;
        }

        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            if (attribute.Type == NFTA_SET_ELEM_LIST_ELEMENTS)
            {
                foreach (NetlinkAttribute element in attribute.Nested)
                {
                    elements.Add(ReadElement(element));
                }
            }
        }
    }

    private static NftReportedElement ReadElement(NetlinkAttribute element)
    {
        (NftValue? key, NftValue? last, NftValue? value, NftVerdict? verdict, string? name) = (null, null, null, null, null);
        (uint flags, TimeSpan? timeout, TimeSpan? expires, ValueList<byte>? data) = (0, null, null, null);
        IReadOnlyList<NftExpression> expressions = [];
        foreach (NetlinkAttribute attribute in element.Nested)
        {
            switch (attribute.Type)
            {
                case NFTA_SET_ELEM_KEY:
                    key = NftValue.Read(attribute);
                    break;
                case NFTA_SET_ELEM_KEY_END:
                    last = NftValue.Read(attribute);
                    break;
                case NFTA_SET_ELEM_DATA:
                    (value, verdict) = (NftValue.TryRead(attribute), NftVerdict.TryRead(attribute));
                    break;
                case NFTA_SET_ELEM_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_ELEM_TIMEOUT:
                    timeout = NftTime.FromMilliseconds(attribute.ReadUInt64BigEndian());
                    break;
                case NFTA_SET_ELEM_EXPIRATION:
                    expires = NftTime.FromMilliseconds(attribute.ReadUInt64BigEndian());
                    break;
                case NFTA_SET_ELEM_USERDATA:
                    data = NftParser.Bytes(attribute);
                    break;
                case NFTA_SET_ELEM_EXPR:
                    expressions = [NftExpressionKind.Read(attribute)];
                    break;
                case NFTA_SET_ELEM_OBJREF:
                    name = NftParser.Required(attribute.ReadString(), "reference");
                    break;
                case NFTA_SET_ELEM_EXPRESSIONS:
                    expressions = NftExpressionKind.ReadList(attribute);
                    break;
            }
        }

        bool catchAll = (flags & NFT_SET_ELEM_CATCHALL) != 0;
        if (key is null != catchAll || (last is not null && (key is null || last.Length != key.Length || last.Span.SequenceCompareTo(key.Span) < 0)))
        {
            throw new InvalidDataException("The kernel reported an element whose key cannot be read.");
        }

        NftSetElement read = (key is null ? NftSetElement.CatchAll : last is null ? new NftSetElement(key) : new NftSetElement(key, last)) with
        {
            Value = value,
            Verdict = verdict,
            ObjectName = name,
            Timeout = timeout,
            ReportedExpiration = expires,
            Expressions = expressions,
            UserData = data,
        };
        return new NftReportedElement(read, (flags & NFT_SET_ELEM_INTERVAL_END) != 0);
    }

    private static NftDataType TypeOf(uint id, uint length, ValueList<int>? fields, bool isKey) =>
        length > 64 || (isKey && (length == 0 || id == NFT_DATA_VERDICT))
            ? throw new InvalidDataException($"The kernel reported a set with values of {length} bytes.")
            : NftDataType.FromKernel(id, (int)length, fields);

    private static (uint? Size, ValueList<int>? Fields) ReadDescription(NetlinkAttribute description)
    {
        uint? size = null;
        ValueList<int>? fields = null;
        foreach (NetlinkAttribute attribute in description.Nested)
        {
            switch (attribute.Type)
            {
                case NFTA_SET_DESC_SIZE:
                    size = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_SET_DESC_CONCAT:
                    fields = ReadFields(attribute);
                    break;
            }
        }

        return (size, fields);
    }

    private static ValueList<int> ReadFields(NetlinkAttribute list)
    {
        List<int> lengths = [];
        foreach (NetlinkAttribute field in list.Nested)
        {
            foreach (NetlinkAttribute attribute in field.Nested)
            {
                if (attribute.Type == NFTA_SET_FIELD_LEN)
                {
                    lengths.Add((int)Math.Min(attribute.ReadUInt32BigEndian(), 64));
                }
            }
        }

        return new ValueList<int>(lengths);
    }
}
