namespace LinuxNamespaces.Network;

/// <summary>A table of nf_tables, which contains chains, sets and named objects.</summary>
/// <remarks>See nft(8), "TABLES".</remarks>
/// <example>
/// <code>
/// NftTable table = new(NftFamily.Inet, "filter");
/// NftChain input = new(table, "input") { Hook = NftHook.Input, Type = NftChainType.Filter, Policy = NftPolicy.Drop };
/// using NftTransaction change = host.Nftables.BeginTransaction();
/// change.Add(table);
/// change.Add(input);
/// change.Add(new NftRule(input, NftMatch.Tcp.DestinationPort(22), NftAction.Accept));
/// change.Commit();
/// </code>
/// </example>
public sealed record NftTable
{
    private readonly Uncompared<(long? Handle, int? Use)> _reported;

    /// <summary>Creates a table.</summary>
    /// <param name="family">The packets that the table is for.</param>
    /// <param name="name">The name; at most 255 bytes.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public NftTable(NftFamily family, string name)
    {
        Family = family;
        Name = NftName.Require(name, nameof(name));
    }

    /// <summary>Gets the packets that the table is for.</summary>
    public NftFamily Family { get; }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the flags. Defaults to none.</summary>
    public NftTableFlags Flags { get; init; }

    /// <summary>Gets the comment; <see langword="null"/> if there is none. Kernel 5.10; older kernels do not store it.</summary>
    /// <exception cref="ArgumentException">The comment is empty, has more than 128 bytes or contains a NUL character.</exception>
    public string? Comment
    {
        get => NftUserData.ReadComment(UserData);
        init => UserData = NftUserData.OfComment(value, nameof(Comment));
    }

    /// <summary>Gets the number of the table; <see langword="null"/> if the kernel did not report the table. It is neither sent nor compared.</summary>
    public long? Handle => _reported.Value.Handle;

    /// <summary>Gets the number of objects in the table, as the kernel reported it. It is neither sent nor compared.</summary>
    public int? UseCount => _reported.Value.Use;

    internal ValueList<byte>? UserData { get; init; }

    internal (long? Handle, int? Use) Reported
    {
        init => _reported = new(value);
    }

    /// <summary>Returns the table in the words of nft(8), as in <c>inet filter</c>.</summary>
    public override string ToString() => $"{NftText.Of(Family)} {Name}";
}
