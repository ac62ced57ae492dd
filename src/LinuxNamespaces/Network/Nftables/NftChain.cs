namespace LinuxNamespaces.Network;

/// <summary>A chain of rules. A base chain has a hook, from which the kernel runs it; a regular chain is run by rules of other chains.</summary>
/// <remarks>See nft(8), "CHAINS".</remarks>
public sealed record NftChain
{
    private readonly ValueList<string> _devices = ValueList<string>.Empty;
    private readonly Uncompared<(long? Handle, int? Use)> _reported;

    /// <summary>Creates a chain.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The name; at most 255 bytes.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public NftChain(NftTable table, string name)
        : this((table ?? throw new ArgumentNullException(nameof(table))).Family, table.Name, name)
    {
    }

    /// <summary>Creates a chain.</summary>
    /// <param name="family">The family of the table.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="name">The name; at most 255 bytes.</param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public NftChain(NftFamily family, string table, string name)
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

    /// <summary>Gets where the kernel runs the chain; <see langword="null"/> for a regular chain.</summary>
    public NftHook? Hook { get; init; }

    /// <summary>Gets what the chain is for. Only a base chain has a type. Defaults to <see cref="NftChainType.Filter"/>.</summary>
    public NftChainType Type { get; init; }

    /// <summary>Gets the order among the chains of a hook; a lower number runs earlier. Only a base chain has a priority. Defaults to 0.</summary>
    /// <remarks>Usual numbers are -300 (raw), -150 (mangle), -100 (dstnat), 0 (filter) and 100 (srcnat).</remarks>
    public int Priority { get; init; }

    /// <summary>Gets what happens to a packet at the end of a base chain. Defaults to <see cref="NftPolicy.Accept"/>.</summary>
    public NftPolicy Policy { get; init; } = NftPolicy.Accept;

    /// <summary>Gets the names of the links of a chain with the hook ingress or egress. Defaults to none. Several links need kernel 5.5.</summary>
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

    /// <summary>Gets whether the hardware of the links runs the rules (NFT_CHAIN_HW_OFFLOAD). Defaults to <see langword="false"/>.</summary>
    public bool HardwareOffload { get; init; }

    /// <summary>Gets the comment; <see langword="null"/> if there is none. Kernel 5.10; older kernels do not store it.</summary>
    /// <exception cref="ArgumentException">The comment is empty, has more than 128 bytes or contains a NUL character.</exception>
    public string? Comment
    {
        get => NftUserData.ReadComment(UserData);
        init => UserData = NftUserData.OfComment(value, nameof(Comment));
    }

    /// <summary>Gets the number of the chain; <see langword="null"/> if the kernel did not report the chain. It is neither sent nor compared.</summary>
    public long? Handle => _reported.Value.Handle;

    /// <summary>Gets the number of rules and jumps, as the kernel reported it. It is neither sent nor compared.</summary>
    public int? UseCount => _reported.Value.Use;

    internal ReadOnlySpan<string> DeviceSpan => _devices.Span;

    internal ValueList<byte>? UserData { get; init; }

    internal (long? Handle, int? Use) Reported
    {
        init => _reported = new(value);
    }

    /// <summary>Devices that the kernel reported, with any names.</summary>
    internal ValueList<string> ReportedDevices
    {
        init => _devices = value;
    }

    /// <summary>Returns the chain in the words of nft(8), as in <c>inet filter input</c>.</summary>
    public override string ToString() => $"{NftText.Of(Family)} {Table} {Name}";
}
