using System.Buffers.Binary;
using System.Reflection;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Makes messages of every family that the library describes, with attributes of every kind in their places.</summary>
internal static class FuzzSchema
{
    private const int MaxDepth = 12;

    private static readonly int[] s_lengths = [1, 2, 4, 4, 4, 4, 6, 8, 8, 12, 16, 20, 32];

    private static readonly int[] s_addressLengths = [4, 4, 6, 16, 16];

    private static readonly string[] s_addresses = ["ADDR", "SRC", "DST", "GATEWAY", "LOCAL", "REMOTE", "BROADCAST"];

    private static readonly byte[] s_families = [Linux.AF_INET, Linux.AF_INET, Linux.AF_INET6, Linux.AF_INET6, Linux.AF_BRIDGE, 1, 0, 28];

    private static readonly NetlinkMessageSchema[] s_messages =
    [
        .. typeof(NetlinkMessage).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .SelectMany(property => typeof(NetlinkMessageSchema).IsAssignableFrom(property.PropertyType) ? [(NetlinkMessageSchema)property.GetValue(null)!]
                : typeof(IEnumerable<NetlinkMessageSchema>).IsAssignableFrom(property.PropertyType) ? (IEnumerable<NetlinkMessageSchema>)property.GetValue(null)! : [])
            .OrderBy(schema => schema.Type).ThenBy(schema => schema.Command ?? 0),
    ];

    private static readonly string[] s_kinds =
    [
        .. LinkKinds.All.Select(kind => kind.Name)
            .Concat(typeof(TrafficKind).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters).SelectMany(KindsOf))
            .Concat(NftExpressionKinds.All.Select(kind => kind.Name))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The schemas by the types of messages, for the names of attributes in errors.</summary>
    internal static MessageSchemas Schemas { get; } = new(s_messages.DistinctBy(schema => (schema.Type, schema.Command)));

    internal static IEnumerable<ushort> Types { get; } = [.. s_messages.SelectMany(schema => TypesOf(schema.Type)).Distinct()];

    /// <summary>Messages of each type; always the same ones.</summary>
    internal static IEnumerable<byte[]> Messages()
    {
        FuzzRandom random = new(17);
        foreach (NetlinkMessageSchema schema in s_messages)
        {
            // Links, qdiscs and rules have one kind of attributes in a message, of many.
            for (int i = 0; i < 10; i++)
            {
                yield return Message(schema, random);
            }
        }
    }

    /// <summary>The type of a request, and those of its replies: rtnetlink numbers new, delete, get and set one after the other.</summary>
    private static IEnumerable<ushort> TypesOf(ushort type) =>
        type < Linux.RTM_NEWLINK ? [type] : type < 256 ? [type, (ushort)(type & ~3)] : [type, (ushort)(type & 0xff00)];

    // Each kind of traffic control stands in a static property of its class.
    private static IEnumerable<string> KindsOf(Type type) =>
        type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => typeof(TrafficKind).IsAssignableFrom(property.PropertyType))
            .Select(property => ((TrafficKind)property.GetValue(null)!).Name);

    private static byte[] Message(NetlinkMessageSchema schema, FuzzRandom random)
    {
        List<byte> bytes = [.. new byte[NetlinkMessageWriter.HeaderLength]];
        ushort type = random.Pick(TypesOf(schema.Type).ToArray());
        for (int i = 0; i < schema.HeaderLength; i++)
        {
            // Mostly small numbers, such as an index, a length of a prefix or a command.
            bytes.Add((byte)(i % 4 == 0 ? random.Below(3) : random.OneIn(4) ? random.Below(33) : 0));
        }

        if (schema.HeaderLength > 0)
        {
            bytes[NetlinkMessageWriter.HeaderLength] = schema.Command ?? random.Pick(s_families);
        }

        Align(bytes);
        Attributes(bytes, schema.Attributes, random, 0);
        byte[] message = [.. bytes];
        BitConverter.TryWriteBytes(message, message.Length);
        BitConverter.TryWriteBytes(message.AsSpan(4), type);
        BitConverter.TryWriteBytes(message.AsSpan(6), (ushort)random.Pick([0, Linux.NLM_F_ACK_TLVS, Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED, 0x100]));
        return message;
    }

    private static void Attributes(List<byte> bytes, NetlinkAttributeSet set, FuzzRandom random, int depth)
    {
        for (int i = 0; i < set.HeaderLength; i++)
        {
            bytes.Add((byte)random.Below(3));
        }

        Align(bytes);
        NetlinkAttributeSchema[] all = [.. Enumerable.Range(0, 256).Select(set.Find).OfType<NetlinkAttributeSchema>()];
        int share = 1 + random.Below(4);
        // What chooses the attributes of another one stands before it.
        foreach (NetlinkAttributeSchema attribute in all.Where(attribute => attribute.Selector?.Number is not null || random.OneIn(share)).OrderBy(attribute => attribute.Selector is null ? 0 : 1))
        {
            if (depth >= MaxDepth || bytes.Count > 3000)
            {
                return;
            }

            if (attribute.Selector is { } selector)
            {
                NetlinkAttributeSet? chosen = selector.Number is null ? selector.Choose(default) : null;
                byte[]? kind = null;
                for (int i = 0; i < 80 && chosen is null && selector.Number is not null; i++)
                {
                    // The name of a kind, or the number of an encapsulation.
                    kind = random.OneIn(2) ? [.. System.Text.Encoding.UTF8.GetBytes(random.Pick(s_kinds)), 0] : [(byte)random.Below(16), 0];
                    chosen = selector.Choose(new SelectorPayload(kind));
                }

                if (selector.Number is { } number && kind is not null)
                {
                    Add(bytes, number, kind);
                }

                Nest(bytes, attribute, chosen, random, depth);
            }
            else if (attribute.Nested is not null)
            {
                Nest(bytes, attribute, attribute.Nested, random, depth);
            }
            else
            {
                Add(bytes, attribute.Number, Value(attribute.Name, random));
            }
        }
    }

    private static void Nest(List<byte> bytes, NetlinkAttributeSchema attribute, NetlinkAttributeSet? set, FuzzRandom random, int depth)
    {
        List<byte> nested = [.. new byte[attribute.NestedHeaderLength]];
        Align(nested);
        for (int i = 1; set is not null && attribute.IsArray && i <= 3; i++)
        {
            List<byte> element = [];
            Attributes(element, set, random, depth + 2);
            Add(nested, i, [.. element]);
        }

        if (set is not null && !attribute.IsArray)
        {
            Attributes(nested, set, random, depth + 1);
        }
        else if (set is null)
        {
            nested.AddRange(Value(attribute.Name, random));
        }

        Add(bytes, attribute.Number, [.. nested]);
    }

    private static byte[] Value(string name, FuzzRandom random)
    {
        if (name.Contains("NAME", StringComparison.Ordinal) || name.Contains("KIND", StringComparison.Ordinal) || name.EndsWith("_TABLE", StringComparison.Ordinal))
        {
            return [.. "abcdefgh"u8[..(1 + random.Below(8))], 0];
        }

        byte[] value = new byte[random.Pick(Array.Exists(s_addresses, part => name.Contains(part, StringComparison.Ordinal)) ? s_addressLengths : s_lengths)];
        ulong number = random.OneIn(3) ? random.Extreme() : (ulong)random.Below(20);
        Span<byte> number8 = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number8, number);
        if (random.OneIn(3))
        {
            // nftables and conntrack have the order of the network.
            number8[..Math.Min(8, value.Length)].Reverse();
        }

        number8[..Math.Min(8, value.Length)].CopyTo(value);
        return value;
    }

    private static void Add(List<byte> bytes, int type, ReadOnlySpan<byte> payload)
    {
        int length = Math.Min(payload.Length, 16000) + NetlinkMessageWriter.AttributeHeaderLength;
        bytes.AddRange(BitConverter.GetBytes((ushort)length));
        bytes.AddRange(BitConverter.GetBytes((ushort)type));
        bytes.AddRange(payload[..(length - NetlinkMessageWriter.AttributeHeaderLength)]);
        Align(bytes);
    }

    private static void Align(List<byte> bytes)
    {
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }
    }
}
