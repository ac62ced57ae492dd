using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.NftSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes the messages about sets and their elements.</summary>
internal static class NftSetMessages
{
    private const uint NFT_SET_MAP = 0x8;
    private const uint NFT_SET_OBJECT = 0x40;
    private const uint NFT_SET_CONCAT = 0x80;
    private const uint NFT_SET_EXPR = 0x100;
    private const uint NFT_SET_POL_MEMORY = 1;

    // An element is at most two attributes of 64 bytes with expressions, comment and numbers. The attribute of the list has at most 65535 bytes.
    private const int LargestList = 32 * 1024;

    /// <summary>The flags that follow from the rest of a set.</summary>
    internal const uint DerivedFlags = NFT_SET_MAP | NFT_SET_OBJECT | NFT_SET_CONCAT | NFT_SET_EXPR;

    /// <param name="id">The number of the set in its transaction.</param>
    internal static NetlinkMessageWriter WriteSet(Span<byte> buffer, NftSet set, uint id, int flags)
    {
        NetlinkMessageWriter request = NftMessages.Start(buffer, NFT_MSG_NEWSET, set.Family, flags);
        request.WriteString(NFTA_SET_TABLE, set.Table);
        request.WriteString(NFTA_SET_NAME, set.Name);
        request.WriteUInt32BigEndian(NFTA_SET_FLAGS, FlagsOf(set));
        request.WriteUInt32BigEndian(NFTA_SET_KEY_TYPE, set.KeyType.Id);
        request.WriteUInt32BigEndian(NFTA_SET_KEY_LEN, (uint)set.KeyType.Length);
        if (set.ValueType is { } value)
        {
            request.WriteUInt32BigEndian(NFTA_SET_DATA_TYPE, value.Id);
            request.WriteUInt32BigEndian(NFTA_SET_DATA_LEN, (uint)value.Length);
        }

        WriteOptional(ref request, NFTA_SET_OBJ_TYPE, set.ObjectType);
        request.WriteUInt32BigEndian(NFTA_SET_ID, id);
        WriteOptional(ref request, NFTA_SET_POLICY, set.PrefersMemory ? NFT_SET_POL_MEMORY : null);
        WriteDescription(ref request, set);
        if (set.Timeout is { } timeout)
        {
            request.WriteUInt64BigEndian(NFTA_SET_TIMEOUT, NftTime.ToMilliseconds(timeout));
        }

        if (set.GarbageCollectionInterval is { } interval)
        {
            request.WriteUInt32BigEndian(NFTA_SET_GC_INTERVAL, (uint)Math.Min(NftTime.ToMilliseconds(interval), uint.MaxValue));
        }

        NftMessages.WriteUserData(ref request, NFTA_SET_USERDATA, set.UserData);
        WriteExpressions(ref request, NFTA_SET_EXPR, NFTA_SET_EXPRESSIONS, set.ExpressionSpan);
        return request;
    }

    internal static NetlinkMessageWriter WriteDeleteSet(Span<byte> buffer, NftSet set)
    {
        NetlinkMessageWriter request = NftMessages.Start(buffer, NFT_MSG_DELSET, set.Family, 0);
        request.WriteString(NFTA_SET_TABLE, set.Table);
        request.WriteString(NFTA_SET_NAME, set.Name);
        return request;
    }

    /// <param name="message">NFT_MSG_GETSETELEM, or NFT_MSG_GETSETELEM_RESET.</param>
    internal static NetlinkMessageWriter WriteListElements(Span<byte> buffer, ushort message, NftSet set)
    {
        NetlinkMessageWriter request = NftMessages.Start(buffer, message, set.Family, 0);
        request.WriteString(NFTA_SET_ELEM_LIST_TABLE, set.Table);
        request.WriteString(NFTA_SET_ELEM_LIST_SET, set.Name);
        return request;
    }

    /// <summary>Writes the reset of one element, which its keys identify. The start of a range that has an end of its own stands for the range.</summary>
    internal static NetlinkMessageWriter WriteResetElement(Span<byte> buffer, NftSet set, NftSetElement element)
    {
        NetlinkMessageWriter request = WriteListElements(buffer, NFT_MSG_GETSETELEM_RESET, set);
        NestedAttribute list = request.BeginNested(NFTA_SET_ELEM_LIST_ELEMENTS);
        NestedAttribute nest = request.BeginNested(NFTA_LIST_ELEM);
        WriteKeys(ref request, element.Key, set.HasEnds ? null : element.LastKey);
        request.EndNested(nest);
        request.EndNested(list);
        return request;
    }

    /// <summary>Writes as many elements as fit a message.</summary>
    /// <param name="message">NFT_MSG_NEWSETELEM, or NFT_MSG_DELSETELEM.</param>
    /// <param name="id">The number that the set has if it was added by the same transaction.</param>
    /// <param name="elements">The elements. Those that were written are removed. A deletion without elements removes all of the set.</param>
    internal static NetlinkMessageWriter WriteElements(Span<byte> buffer, ushort message, NftSet set, uint? id, ref ReadOnlySpan<NftSetElement> elements, int flags)
    {
        NetlinkMessageWriter request = NftMessages.Start(buffer, message, set.Family, flags);
        request.WriteString(NFTA_SET_ELEM_LIST_TABLE, set.Table);
        request.WriteString(NFTA_SET_ELEM_LIST_SET, set.Name);
        WriteOptional(ref request, NFTA_SET_ELEM_LIST_SET_ID, id);
        if (elements.Length == 0)
        {
            return request;
        }

        Span<byte> next = stackalloc byte[64];
        NestedAttribute list = request.BeginNested(NFTA_SET_ELEM_LIST_ELEMENTS);
        (int written, int number) = (0, 0);
        for (; written < elements.Length && request.Length < LargestList; written++)
        {
            NftSetElement element = elements[written];
            if (!set.HasEnds || element.Key is not { } key)
            {
                WriteElement(ref request, ++number, element, element.Key, element.LastKey);
                continue;
            }

            WriteElement(ref request, ++number, element, key, null);
            NftValue last = element.LastKey ?? key;
            if (NftPrefix.TryIncrement(last.Span, next))
            {
                NestedAttribute end = request.BeginNested(++number);
                request.WriteUInt32BigEndian(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
                NestedAttribute data = request.BeginNested(NFTA_SET_ELEM_KEY);
                request.WriteBytes(NFTA_DATA_VALUE, next[..last.Length]);
                request.EndNested(data);
                request.EndNested(end);
            }
        }

        request.EndNested(list);
        elements = elements[written..];
        return request;
    }

    /// <param name="number">The number of the element in the message, which an error tells.</param>
    private static void WriteElement(ref NetlinkMessageWriter request, int number, NftSetElement element, NftValue? key, NftValue? last)
    {
        NestedAttribute nest = request.BeginNested(number);
        if (element.Timeout is { } timeout)
        {
            request.WriteUInt64BigEndian(NFTA_SET_ELEM_TIMEOUT, NftTime.ToMilliseconds(timeout));
        }

        WriteKeys(ref request, key, last);
        element.Verdict?.Write(ref request, NFTA_SET_ELEM_DATA);
        element.Value?.Write(ref request, NFTA_SET_ELEM_DATA);
        NftMessages.WriteUserData(ref request, NFTA_SET_ELEM_USERDATA, element.UserData);
        if (element.ObjectName is { } name)
        {
            request.WriteString(NFTA_SET_ELEM_OBJREF, name);
        }

        WriteExpressions(ref request, NFTA_SET_ELEM_EXPR, NFTA_SET_ELEM_EXPRESSIONS, element.ExpressionSpan);
        request.EndNested(nest);
    }

    private static void WriteKeys(ref NetlinkMessageWriter request, NftValue? key, NftValue? last)
    {
        if (key is null)
        {
            request.WriteUInt32BigEndian(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_CATCHALL);
        }

        key?.Write(ref request, NFTA_SET_ELEM_KEY);
        last?.Write(ref request, NFTA_SET_ELEM_KEY_END);
    }

    private static uint FlagsOf(NftSet set) =>
        (unchecked((uint)set.Flags) & ~DerivedFlags)
        | (set.IsMap ? NFT_SET_MAP : 0)
        | (set.ObjectType is null ? 0 : NFT_SET_OBJECT)
        | (IsRangeOfParts(set) ? NFT_SET_CONCAT : 0)
        | (set.ExpressionSpan.Length > 1 ? NFT_SET_EXPR : 0);

    private static bool IsRangeOfParts(NftSet set) => (set.Flags & NftSetFlags.Interval) != 0 && set.KeyType.PartLengths.Count > 1;

    private static void WriteDescription(ref NetlinkMessageWriter request, NftSet set)
    {
        bool parts = IsRangeOfParts(set);
        if (set.Size is null && !parts)
        {
            return;
        }

        NestedAttribute description = request.BeginNested(NFTA_SET_DESC);
        WriteOptional(ref request, NFTA_SET_DESC_SIZE, set.Size);
        if (parts)
        {
            NestedAttribute fields = request.BeginNested(NFTA_SET_DESC_CONCAT);
            foreach (int length in set.KeyType.PartLengths.Span)
            {
                NestedAttribute field = request.BeginNested(NFTA_LIST_ELEM);
                request.WriteUInt32BigEndian(NFTA_SET_FIELD_LEN, (uint)length);
                request.EndNested(field);
            }

            request.EndNested(fields);
        }

        request.EndNested(description);
    }

    /// <summary>One expression has an attribute of its own, which older kernels know too.</summary>
    private static void WriteExpressions(ref NetlinkMessageWriter request, int one, int several, ReadOnlySpan<NftExpression> expressions)
    {
        if (expressions.Length == 1)
        {
            expressions[0].WriteNested(ref request, one);
        }
        else if (expressions.Length > 1)
        {
            NftMessages.WriteExpressions(ref request, several, expressions);
        }
    }

    private static void WriteOptional(ref NetlinkMessageWriter request, int type, uint? value)
    {
        if (value is { } number)
        {
            request.WriteUInt32BigEndian(type, number);
        }
    }
}
