using System.Net;
using CsCheck;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

/// <summary>Rules of random expressions that the kernel accepts.</summary>
internal static class RandomRules
{
    private const int Register = 1;

    private static readonly Gen<IPNetwork> s_networks = Gen.Select(Gen.Bool, Gen.Byte.Array[16], Gen.Int[0, 128]).Select((v6, bytes, length) =>
    {
        int size = v6 ? 16 : 4;
        int bits = length % ((size * 8) + 1);
        byte[] address = bytes[..size];
        for (int bit = bits; bit < size * 8; bit++)
        {
            address[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(address), bits);
    });

    private static readonly Gen<NftStatement> s_matches = Gen.OneOf(
        Gen.Select(s_networks, Gen.Bool).Where((network, _) => network.PrefixLength > 0).Select((network, inverted) => inverted ? NftMatch.Destination(network, inverted) : NftMatch.Source(network)),
        Gen.Int[0, 65535].Select(port => NftMatch.Udp.DestinationPort(port)),
        Gen.Select(Gen.Int[1, 65535], Gen.Int[1, 65535]).Select((a, b) => NftMatch.Udp.SourcePort(new PortRange(Math.Min(a, b), Math.Max(a, b)))),
        Gen.OneOf("eth0", "wan*", "veth-1").Select(name => NftMatch.InputInterface(name)),
        Gen.Select(Gen.UInt, Gen.UInt).Select((mark, mask) => NftMatch.Mark(mark & mask, mask)),
        Gen.Int[1, 15].Select(states => NftMatch.State((ConntrackStates)states)));

    private static readonly Gen<NftExpression> s_expressions = Gen.OneOf<NftExpression>(
        Gen.Enum<NftCompareOperator>().Select(NftExpression (operation) => new NftCompareExpression { SourceRegister = 9, Operator = operation, Value = NftValue.OfNumber(77) }),
        Gen.Select(Gen.Bool, Gen.UShort).Select(NftExpression (inverted, port) => new NftRangeExpression { SourceRegister = Register, Inverted = inverted, From = NftValue.OfPort(port / 2), To = NftValue.OfPort(port) }),
        Gen.Select(Gen.ULong[1, 1000000], Gen.Bool, Gen.Bool, Gen.OneOf(1, 60, 3600)).Select(NftExpression (rate, bytes, inverted, unit) =>
            new NftLimitExpression { Rate = rate, CountsBytes = bytes, Inverted = inverted, Unit = TimeSpan.FromSeconds(unit), Burst = 7 }),
        Gen.Select(Gen.ULong, Gen.ULong).Select(NftExpression (packets, bytes) => new NftCounterExpression { Packets = packets, Bytes = bytes }),
        Gen.Select(Gen.ULong[1, 1UL << 60], Gen.UInt[0, 1]).Select(NftExpression (bytes, flags) => new NftQuotaExpression { Bytes = bytes, Flags = flags }),
        Gen.Select(Gen.UInt[1, 100], Gen.Bool).Select(NftExpression (count, inverted) => new NftConnectionLimitExpression { Count = count, Inverted = inverted }),
        Gen.Select(Gen.UInt[1, 50], Gen.UInt[0, 50], Gen.Enum<NftNumberType>()).Select(NftExpression (modulus, offset, type) => new NftNumberExpression { DestinationRegister = 10, Modulus = modulus, Offset = offset, Type = type }),
        Gen.Select(Gen.UInt[1, 50], Gen.UInt).Select(NftExpression (modulus, seed) => new NftHashExpression { SourceRegister = 1, DestinationRegister = 2, Length = 4, Modulus = modulus, Seed = seed }),
        Gen.Select(Gen.UInt[0, 16], Gen.UInt[1, 16], Gen.Enum<NftPayloadBase>().Where(header => header != NftPayloadBase.InnerHeader)).Select(NftExpression (offset, length, header) =>
            new NftPayloadExpression { DestinationRegister = 3, Base = header, Offset = offset, Length = length }),
        Gen.Select(Gen.Bool, Gen.OneOf(2u, 4u)).Select(NftExpression (toNetwork, size) => new NftByteOrderExpression { SourceRegister = 1, DestinationRegister = 2, ToNetwork = toNetwork, Length = size, Size = size }),
        Gen.Select(Gen.Byte.Array[4], Gen.Byte.Array[4]).Select(NftExpression (mask, xor) =>
            new NftBitwiseExpression { SourceRegister = 1, DestinationRegister = 1, Length = 4, Mask = new NftValue(mask), Xor = new NftValue(xor) }),
        Gen.OneOf(NftBitwiseOperation.ShiftLeft, NftBitwiseOperation.ShiftRight).Select(NftExpression (operation) =>
            new NftBitwiseExpression { SourceRegister = 1, DestinationRegister = 1, Length = 4, Operation = operation, Data = NftValue.OfNumber(3) }),
        Gen.OneOf(NftMetaKey.Mark, NftMetaKey.Length, NftMetaKey.InputInterfaceIndex, NftMetaKey.SocketUserId, NftMetaKey.PacketType, NftMetaKey.Cpu).Select(NftExpression (key) => new NftMetaExpression { Key = key, DestinationRegister = 4 }),
        Gen.OneOf(NftConntrackKey.Mark, NftConntrackKey.Direction, NftConntrackKey.Expiration).Select(NftExpression (key) => new NftConntrackExpression { Key = key, DestinationRegister = 11 }),
        Gen.OneOf(new NftLogExpression { Level = NftLogLevel.Debug, Prefix = "é ", Flags = 3 }, new NftLogExpression { Group = 5, SnapLength = 20, QueueThreshold = 2 }).Select(NftExpression (log) => log),
        Gen.OneOf<NftExpression>(Gen.Const<NftExpression>(new NftExtensionHeaderExpression { Header = NftExtensionHeader.TcpOption, Type = 2, Offset = 2, Length = 2, DestinationRegister = 1 })),
        Gen.Byte.Array[1, 16].Select(NftExpression (bytes) => new NftImmediateExpression(2, new NftValue(bytes))));

    private static readonly Gen<NftStatement> s_ends = Gen.OneOf(NftAction.Accept, NftAction.Drop, NftAction.Return, NftVerdict.Continue, new NftRejectExpression { Type = NftRejectType.IcmpxUnreachable, IcmpCode = 3 });

    internal static Gen<NftRule> Rules(NftChain chain) =>
        Gen.Select(s_matches.Array[0, 3], s_expressions.Array[0, 6], s_ends, Gen.OneOf<string?>(null, "comment", "ä\"b")).Select((matches, expressions, end, comment) => new NftRule(
            chain,
            [
                // Registers that are read have to be written before.
                .. Registers(),
                .. expressions.Select(expression => (NftStatement)expression),
                // Prefixes of both families would not make sense to nft.
                .. matches.Take(1),
                end,
            ])
        { Comment = comment });

    private static IEnumerable<NftStatement> Registers() => Enumerable.Range(1, 3).Select(register => (NftStatement)new NftImmediateExpression(register, new NftValue(new byte[16])));
}
