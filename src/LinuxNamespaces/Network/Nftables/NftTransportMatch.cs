namespace LinuxNamespaces.Network;

/// <summary>Creates statements that match packets of a transport protocol.</summary>
/// <seealso cref="NftMatch.Tcp"/>
public sealed class NftTransportMatch
{
    private const uint SourceOffset = 0;
    private const uint DestinationOffset = 2;
    private const int PortLength = 2;

    private readonly byte _protocol;

    internal NftTransportMatch(byte protocol) => _protocol = protocol;

    /// <summary>Gets the statement for all packets of the protocol.</summary>
    public NftStatement Any => new(_ => [], NftRequirement.Transport(_protocol));

    /// <summary>Matches the destination port.</summary>
    /// <param name="ports">The ports; one of them must match.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">There are no ports.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A port is not 0 to 65535.</exception>
    public NftStatement DestinationPort(params int[] ports) => Ports(DestinationOffset, ports);

    /// <summary>Matches the destination port.</summary>
    /// <param name="ports">The range of ports.</param>
    /// <returns>The statement.</returns>
    public NftStatement DestinationPort(PortRange ports) => Range(DestinationOffset, ports);

    /// <summary>Matches the source port.</summary>
    /// <param name="ports">The ports; one of them must match.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">There are no ports.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A port is not 0 to 65535.</exception>
    public NftStatement SourcePort(params int[] ports) => Ports(SourceOffset, ports);

    /// <summary>Matches the source port.</summary>
    /// <param name="ports">The range of ports.</param>
    /// <returns>The statement.</returns>
    public NftStatement SourcePort(PortRange ports) => Range(SourceOffset, ports);

    /// <summary>Looks the destination port up in a set or a verdict map.</summary>
    /// <param name="set">A set of ports of the table.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">The keys of the set are not ports.</exception>
    public NftStatement DestinationPortIn(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        NftLookupExpression lookup = NftMatch.Lookup(set.Name, inverted: false);
        NftExpression last = set.ValueType == NftDataType.Verdict ? lookup with { DestinationRegister = NftRegister.NFT_REG_VERDICT } : lookup;
        return set.KeyType.Length == PortLength ? Statement(DestinationOffset, last) : throw new ArgumentException($"The keys of the set {PrintableText.Quote(set.Name)} are not ports.", nameof(set));
    }

    private NftStatement Ports(uint offset, int[] ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        NftSetElement[] keys = [.. ports.Distinct().Select(port => new NftSetElement(NftValue.OfPort(port)))];
        return keys switch
        {
            [] => throw new ArgumentException("At least one port is needed.", nameof(ports)),
            [{ Key: { } key }] => Statement(offset, NftMatch.Compare(key, inverted: false)),
            _ => Statement(offset, new NftAnonymousLookup(NftDataType.Port, new ValueList<NftSetElement>(keys))),
        };
    }

    private NftStatement Range(uint offset, PortRange ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        (NftValue first, NftValue last) = (NftValue.OfPort(ports.First), NftValue.OfPort(ports.Last));
        return ports.First == ports.Last
            ? Statement(offset, NftMatch.Compare(first, inverted: false))
            : Statement(offset, NftMatch.Compare(first, false) with { Operator = NftCompareOperator.GreaterOrEqual }, NftMatch.Compare(last, false) with { Operator = NftCompareOperator.LessOrEqual });
    }

    private NftStatement Statement(uint offset, params NftExpression[] test)
    {
        NftExpression[] expressions = [NftMatch.Load(NftPayloadBase.TransportHeader, offset, PortLength), .. test];
        return new NftStatement(_ => expressions, NftRequirement.Transport(_protocol));
    }
}
