using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Creates statements that match packets.</summary>
/// <remarks>A rule applies to packets that all its statements match.</remarks>
/// <example>
/// <code>
/// NftRule rule = new(forward, NftMatch.Source(IPNetwork.Parse("10.0.0.0/24")), NftMatch.Tcp.DestinationPort(80, 443), NftAction.Accept);
/// </code>
/// </example>
public static class NftMatch
{
    private const int Register = NftRegister.NFT_REG_1;
    private const uint IPv4Source = 12;
    private const uint IPv4Destination = 16;
    private const uint IPv6Source = 8;
    private const uint IPv6Destination = 24;

    /// <summary>Gets the statements for SCTP.</summary>
    public static NftTransportMatch Sctp { get; } = new(132);

    /// <summary>Gets the statements for TCP.</summary>
    public static NftTransportMatch Tcp { get; } = new(6);

    /// <summary>Gets the statements for UDP.</summary>
    public static NftTransportMatch Udp { get; } = new(17);

    /// <summary>Gets the statement for packets of IPv4.</summary>
    public static NftStatement IPv4 { get; } = new(_ => [], NftRequirement.IPv4);

    /// <summary>Gets the statement for packets of IPv6.</summary>
    public static NftStatement IPv6 { get; } = new(_ => [], NftRequirement.IPv6);

    /// <summary>Matches the source address.</summary>
    /// <param name="network">The prefix.</param>
    /// <param name="inverted">Whether the address must be outside of the prefix.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Source(IPNetwork network, bool inverted = false) => Address(network, IPv4Source, IPv6Source, inverted);

    /// <summary>Matches the source address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Source(IPAddress address) => Source(Single(address));

    /// <summary>Matches the destination address.</summary>
    /// <param name="network">The prefix.</param>
    /// <param name="inverted">Whether the address must be outside of the prefix.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Destination(IPNetwork network, bool inverted = false) => Address(network, IPv4Destination, IPv6Destination, inverted);

    /// <summary>Matches the destination address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Destination(IPAddress address) => Destination(Single(address));

    /// <summary>Looks the source address up in a set.</summary>
    /// <param name="set">A set of addresses of the table.</param>
    /// <param name="inverted">Whether the address must not be in the set.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">The keys of the set are not addresses.</exception>
    public static NftStatement SourceIn(NftSet set, bool inverted = false) => AddressIn(set, IPv4Source, IPv6Source, inverted);

    /// <summary>Looks the destination address up in a set.</summary>
    /// <param name="set">A set of addresses of the table.</param>
    /// <param name="inverted">Whether the address must not be in the set.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">The keys of the set are not addresses.</exception>
    public static NftStatement DestinationIn(NftSet set, bool inverted = false) => AddressIn(set, IPv4Destination, IPv6Destination, inverted);

    /// <summary>Matches packets whose destination is an address of this host.</summary>
    /// <returns>The statement.</returns>
    public static NftStatement LocalDestination() => new(
        new NftFibExpression { DestinationRegister = Register, Flags = NftFibFlags.Destination, Result = NftFibResult.AddressType },
        // RTN_LOCAL
        new NftCompareExpression { SourceRegister = Register, Value = NftValue.OfNumber(2) });

    /// <summary>Matches the link that the packet came in on.</summary>
    /// <param name="name">The name of the link. A name that ends in '*' matches all names with that start.</param>
    /// <param name="inverted">Whether the link must be another one.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public static NftStatement InputInterface(string name, bool inverted = false) => Interface(NftMetaKey.InputInterfaceName, name, inverted);

    /// <summary>Matches the link that the packet goes out on.</summary>
    /// <param name="name">The name of the link. A name that ends in '*' matches all names with that start.</param>
    /// <param name="inverted">Whether the link must be another one.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public static NftStatement OutputInterface(string name, bool inverted = false) => Interface(NftMetaKey.OutputInterfaceName, name, inverted);

    /// <summary>Matches a transport protocol.</summary>
    /// <param name="protocol">The number of the protocol, such as 1 for ICMP.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Protocol(byte protocol) => new(_ => [], NftRequirement.Transport(protocol));

    /// <summary>Matches the mark of the packet.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="mask">The bits that are compared. Defaults to all.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Mark(uint mark, uint mask = uint.MaxValue) => mask == uint.MaxValue
        ? new(Meta(NftMetaKey.Mark), Compare(NftValue.OfNumber(mark), false))
        : new(Meta(NftMetaKey.Mark), And(NftValue.OfNumber(mask)), Compare(NftValue.OfNumber(mark), false));

    /// <summary>Matches the state of the connection.</summary>
    /// <param name="states">The states, one of which must be that of the connection.</param>
    /// <returns>The statement.</returns>
    public static NftStatement State(ConntrackStates states) => Bits(NftConntrackKey.State, (uint)states);

    /// <summary>Matches connections whose destination was translated.</summary>
    /// <returns>The statement.</returns>
    public static NftStatement DestinationTranslated() => Bits(NftConntrackKey.Status, (uint)ConntrackStatus.DestinationNat);

    internal static IPNetwork Single(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Prefix.RequireFamily(address.AddressFamily, nameof(address));
        return new IPNetwork(address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address, Prefix.Bits(address.AddressFamily));
    }

    internal static NftCompareExpression Compare(NftValue value, bool inverted) =>
        new() { SourceRegister = Register, Operator = inverted ? NftCompareOperator.NotEqual : NftCompareOperator.Equal, Value = value };

    private static NftMetaExpression Meta(NftMetaKey key) => new() { Key = key, DestinationRegister = Register };

    private static NftBitwiseExpression And(NftValue mask) =>
        new() { SourceRegister = Register, DestinationRegister = Register, Length = (uint)mask.Length, Mask = mask, Xor = new NftValue(new byte[mask.Length]) };

    private static NftStatement Bits(NftConntrackKey key, uint bits) => new(
        new NftConntrackExpression { Key = key, DestinationRegister = Register },
        And(NftValue.OfNumber(bits)),
        Compare(NftValue.OfNumber(0), inverted: true));

    private static NftStatement Address(IPNetwork network, uint offset4, uint offset6, bool inverted)
    {
        AddressFamily family = network.BaseAddress.AddressFamily;
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        // Whole bytes need no mask.
        bool whole = network.PrefixLength % 8 == 0 && network.PrefixLength > 0;
        int length = whole ? network.PrefixLength / 8 : bytes.Length;
        NftPayloadExpression load = Load(NftPayloadBase.NetworkHeader, family == AddressFamily.InterNetwork ? offset4 : offset6, length);
        NftCompareExpression compare = Compare(new NftValue(bytes.AsSpan(0, length)), inverted);
        NftExpression[] expressions = whole ? [load, compare] : [load, And(new NftValue(NftPrefix.Mask(network.PrefixLength, length))), compare];
        return new NftStatement(_ => expressions, family == AddressFamily.InterNetwork ? NftRequirement.IPv4 : NftRequirement.IPv6);
    }

    internal static NftPayloadExpression Load(NftPayloadBase header, uint offset, int length) =>
        new() { DestinationRegister = Register, Base = header, Offset = offset, Length = (uint)length };

    private static NftStatement AddressIn(NftSet set, uint offset4, uint offset6, bool inverted)
    {
        ArgumentNullException.ThrowIfNull(set);
        bool v4 = set.KeyType.Length == NftDataType.IPv4Address.Length;
        if (!v4 && set.KeyType.Length != NftDataType.IPv6Address.Length)
        {
            throw new ArgumentException($"The keys of the set {PrintableText.Quote(set.Name)} are not addresses.", nameof(set));
        }

        NftExpression[] expressions = [Load(NftPayloadBase.NetworkHeader, v4 ? offset4 : offset6, set.KeyType.Length), Lookup(set.Name, inverted)];
        return new NftStatement(_ => expressions, v4 ? NftRequirement.IPv4 : NftRequirement.IPv6);
    }

    internal static NftLookupExpression Lookup(string set, bool inverted) => new() { Set = set, SourceRegister = Register, Inverted = inverted };

    private static NftStatement Interface(NftMetaKey key, string name, bool inverted)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.EndsWith('*'))
        {
            return new(Meta(key), Compare(NftValue.OfInterfaceName(name), inverted));
        }

        string start = name[..^1];
        InterfaceName.Validate(start, nameof(name));
        byte[] bytes = new byte[LinuxText.CountBytes(start)];
        LinuxText.Encode(start, bytes);
        return new(Meta(key), Compare(new NftValue(bytes), inverted));
    }
}
