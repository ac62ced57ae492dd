namespace LinuxNamespaces.Network;

/// <summary>A flow table: packets of connections in it go from link to link without the rules of the forward hook.</summary>
/// <remarks>
/// See nft(8), "FLOWTABLES". Kernel 4.16, with CONFIG_NF_FLOW_TABLE. A rule with a <see cref="NftFlowOffloadExpression"/> adds connections. The table is in the family
/// <see cref="NftFamily.Inet"/>, <see cref="NftFamily.IPv4"/> or <see cref="NftFamily.IPv6"/>.
/// </remarks>
/// <example>
/// <code>
/// NftTable table = new(NftFamily.Inet, "router");
/// NftFlowTable fast = new(table, "fast") { Devices = ["lan0", "wan0"] };
/// NftChain forward = new(table, "forward") { Hook = NftHook.Forward };
/// using NftTransaction change = host.Nftables.BeginTransaction();
/// change.Add(table);
/// change.Add(fast);
/// change.Add(forward);
/// change.Add(new NftRule(forward, NftMatch.State(ConntrackStates.Established), NftAction.Offload(fast)));
/// change.Commit();
/// </code>
/// </example>
public sealed record NftFlowTable
{
    private readonly ValueList<string> _devices = ValueList<string>.Empty;
    private readonly Uncompared<(long? Handle, int? Use)> _reported;

    /// <summary>Creates a flow table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The name; at most 255 bytes.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public NftFlowTable(NftTable table, string name)
        : this((table ?? throw new ArgumentNullException(nameof(table))).Family, table.Name, name)
    {
    }

    /// <summary>Creates a flow table.</summary>
    /// <param name="family">The family of the table.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="name">The name; at most 255 bytes.</param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public NftFlowTable(NftFamily family, string table, string name)
    {
        Family = family;
        Table = NftName.Require(table, nameof(table));
        Name = NftName.Require(name, nameof(name));
    }

    /// <summary>Gets the family of the table.</summary>
    public NftFamily Family { get; }

    /// <summary>Gets the name of the table.</summary>
    public string Table { get; }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the order among what the hook ingress runs; a lower number runs earlier. Defaults to 0.</summary>
    public int Priority { get; init; }

    /// <summary>Gets the names of the links whose packets are forwarded so. Defaults to none. Before Linux 6.16 they have to exist.</summary>
    /// <exception cref="ArgumentException">A name is not a valid interface name.</exception>
    public IReadOnlyList<string> Devices
    {
        get => _devices;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Devices));
            foreach (string device in value)
            {
                InterfaceName.Validate(device, nameof(Devices));
            }

            _devices = new ValueList<string>(value);
        }
    }

    /// <summary>Gets whether the hardware of the links forwards the packets (NFT_FLOWTABLE_HW_OFFLOAD). Defaults to <see langword="false"/>.</summary>
    public bool HardwareOffload { get; init; }

    /// <summary>Gets whether packets are counted in the entries of connection tracking (NFT_FLOWTABLE_COUNTER). Kernel 5.7. Defaults to <see langword="false"/>.</summary>
    public bool Counts { get; init; }

    /// <summary>Gets the number of the flow table; <see langword="null"/> if the kernel did not report it. It is neither sent nor compared.</summary>
    public long? Handle => _reported.Value.Handle;

    /// <summary>Gets the number of rules that use the flow table, as the kernel reported it. It is neither sent nor compared.</summary>
    public int? UseCount => _reported.Value.Use;

    internal ReadOnlySpan<string> DeviceSpan => _devices.Span;

    internal (long? Handle, int? Use) Reported
    {
        init => _reported = new(value);
    }

    /// <summary>Devices that the kernel reported, with any names.</summary>
    internal ValueList<string> ReportedDevices
    {
        init => _devices = value;
    }

    /// <summary>Returns the flow table in the words of nft(8), as in <c>inet router fast</c>.</summary>
    public override string ToString() => $"{NftText.Of(Family)} {Table} {Name}";
}
