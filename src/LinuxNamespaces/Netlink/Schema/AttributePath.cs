using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Finds the names of the attribute that the kernel points to in a request.</summary>
internal static class AttributePath
{
    private const string Separator = " > ";

    /// <summary>Names the attribute at an offset.</summary>
    /// <param name="schema">The description of the request; null when there is none, and then there are no names.</param>
    /// <param name="request">The request as it was sent.</param>
    /// <param name="offset">Bytes from its start.</param>
    /// <returns>The names from the outermost attribute to the one that was meant; null when there is none there.</returns>
    internal static string? At(NetlinkMessageSchema? schema, ReadOnlySpan<byte> request, int offset) =>
        schema is null ? null : Find(schema, request, offset).Path;

    /// <summary>Names an attribute that the kernel misses.</summary>
    /// <param name="nest">Where in the request the nest is that lacks it; null for the request itself.</param>
    internal static string? Missing(NetlinkMessageSchema? schema, ReadOnlySpan<byte> request, int type, int? nest)
    {
        if (schema is null)
        {
            return null;
        }

        (string? outer, NetlinkAttributeSet? inside) = nest is { } offset ? Find(schema, request, offset) : (null, null);
        return outer is null ? Name(schema.Attributes, type) : outer + Separator + Name(inside, type);
    }

    private static (string? Path, NetlinkAttributeSet? Inside) Find(NetlinkMessageSchema schema, ReadOnlySpan<byte> request, int offset)
    {
        Level level = new(NetlinkMessageWriter.HeaderLength + NetlinkAlignment.Align(schema.HeaderLength), request.Length, schema.Attributes, null);
        // A request can nest as deep as it is long.
        StringBuilder? path = null;
        while (level.Find(request, offset) is { } found)
        {
            path = path is null ? new StringBuilder(found.Name) : path.Append(Separator).Append(found.Name);
            // The kernel points to the header of an attribute.
            if (offset < found.Payload || found.Inside is not { } inside)
            {
                return (path.ToString(), found.Inside?.Attributes ?? found.Inside?.Elements);
            }

            level = inside;
        }

        // Inside of a nest, but not at an attribute.
        return (path?.ToString(), level.Attributes ?? level.Elements);
    }

    private static string Name(NetlinkAttributeSet? set, int type) =>
        set?.Find(type)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"attribute {type}");

    /// <summary>The attributes between two offsets.</summary>
    /// <param name="Attributes">Their names; null for the elements of an array.</param>
    /// <param name="Elements">What each element of the array contains.</param>
    /// <param name="ElementHeader">The length of the structure that each element starts with; null if the elements are attributes.</param>
    private readonly record struct Level(int Start, int End, NetlinkAttributeSet? Attributes, NetlinkAttributeSet? Elements, int? ElementHeader = null)
    {
        internal Found? Find(ReadOnlySpan<byte> request, int offset)
        {
            if (ElementHeader is { } length)
            {
                return FindElement(request, offset, length);
            }

            int position = Start;
            while (position + NetlinkMessageWriter.AttributeHeaderLength <= End)
            {
                nlattr header = MemoryMarshal.Read<nlattr>(request[position..]);
                int type = header.nla_type & Linux.NLA_TYPE_MASK;
                int payload = position + NetlinkMessageWriter.AttributeHeaderLength;
                int stop = position + header.nla_len;
                // A description that does not fit the message must not hide the error.
                if (stop < payload || stop > End)
                {
                    return null;
                }

                if (offset >= position && offset < stop)
                {
                    return Attributes is null
                        ? new Found(string.Create(CultureInfo.InvariantCulture, $"[{type}]"), payload, new Level(payload, stop, Elements, null))
                        : new Found(Name(Attributes, type), payload, Inside(request, Attributes.Find(type), payload, stop));
                }

                position += NetlinkAlignment.Align(header.nla_len);
            }

            return null;
        }

        /// <summary>Finds the structure, and the attributes after it, that an offset is in.</summary>
        private Found? FindElement(ReadOnlySpan<byte> request, int offset, int length)
        {
            int position = Start;
            for (int i = 0; position + length <= End; i++)
            {
                ushort total = MemoryMarshal.Read<ushort>(request[position..]);
                int stop = position + total;
                if (total < length || stop > End)
                {
                    return null;
                }

                if (offset >= position && offset < stop)
                {
                    int payload = position + NetlinkAlignment.Align(length);
                    return new Found(string.Create(CultureInfo.InvariantCulture, $"[{i}]"), payload, new Level(payload, stop, Elements, null));
                }

                position += NetlinkAlignment.Align(total);
            }

            return null;
        }

        private Level? Inside(ReadOnlySpan<byte> request, NetlinkAttributeSchema? attribute, int payload, int stop)
        {
            NetlinkAttributeSet? nested = attribute?.Selector is { } selector
                ? selector.Choose(selector.Number is { } number ? PayloadOf(request, number) : default)
                : attribute?.Nested;
            if (attribute is null || nested is null)
            {
                return null;
            }

            int start = payload + NetlinkAlignment.Align(attribute.Selector is null ? attribute.NestedHeaderLength : nested.HeaderLength + attribute.NestedHeaderLength);
            return attribute.IsArray || attribute.ElementHeaderLength is not null
                ? new Level(start, stop, null, nested, attribute.ElementHeaderLength)
                : new Level(start, stop, nested, null);
        }

        private SelectorPayload PayloadOf(ReadOnlySpan<byte> request, int number)
        {
            int position = Start;
            while (position + NetlinkMessageWriter.AttributeHeaderLength <= End)
            {
                nlattr header = MemoryMarshal.Read<nlattr>(request[position..]);
                int stop = position + header.nla_len;
                if (header.nla_len < NetlinkMessageWriter.AttributeHeaderLength || stop > End)
                {
                    return default;
                }

                if ((header.nla_type & Linux.NLA_TYPE_MASK) == number)
                {
                    return new SelectorPayload(request[(position + NetlinkMessageWriter.AttributeHeaderLength)..stop]);
                }

                position += NetlinkAlignment.Align(header.nla_len);
            }

            return default;
        }
    }

    /// <param name="Name">The attribute that an offset is in.</param>
    /// <param name="Payload">Where its payload starts.</param>
    /// <param name="Inside">The attributes inside; null when it has none or they are not known.</param>
    private sealed record Found(string Name, int Payload, Level? Inside);
}
