using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Creates statements that do something with packets.</summary>
/// <seealso cref="NftMatch"/>
public static class NftAction
{
    /// <summary>Gets the statement that lets the packet pass the hook.</summary>
    public static NftStatement Accept { get; } = NftVerdict.Accept;

    /// <summary>Gets the statement that drops the packet.</summary>
    public static NftStatement Drop { get; } = NftVerdict.Drop;

    /// <summary>Gets the statement that goes back to the calling chain.</summary>
    public static NftStatement Return { get; } = NftVerdict.Return;

    /// <summary>Gets the statement that counts packets and bytes.</summary>
    public static NftStatement Count { get; } = new NftCounterExpression();

    /// <summary>Gets the statement that excludes the packet from connection tracking. The chain has a priority below -200.</summary>
    public static NftStatement NoTrack { get; } = new NftNoTrackExpression();

    /// <summary>Runs another chain and comes back.</summary>
    /// <param name="chain">A regular chain of the same table.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Jump(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return NftVerdict.Jump(chain.Name);
    }

    /// <summary>Runs another chain and does not come back.</summary>
    /// <param name="chain">A regular chain of the same table.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Goto(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return NftVerdict.Goto(chain.Name);
    }

    /// <summary>Counts with a named counter.</summary>
    /// <param name="counter">A counter of the table.</param>
    /// <returns>The statement.</returns>
    public static NftStatement CountWith(NftObject counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        return new NftObjectReferenceExpression { Type = counter.Type, ObjectName = counter.Name };
    }

    /// <summary>Adds the connection of the packet to a flow table, so that its other packets skip the rules. The chain has the hook <see cref="NftHook.Forward"/>.</summary>
    /// <param name="flowTable">A flow table of the table.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Offload(NftFlowTable flowTable)
    {
        ArgumentNullException.ThrowIfNull(flowTable);
        return new NftFlowOffloadExpression { FlowTable = flowTable.Name };
    }

    /// <summary>Logs the packet to the log of the kernel.</summary>
    /// <param name="prefix">The text before each entry; at most 127 bytes.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static NftStatement Log(string? prefix = null) => new NftLogExpression { Prefix = prefix };

    /// <summary>Rejects the packet with the answer "port unreachable" of its family.</summary>
    /// <returns>The statement.</returns>
    public static NftStatement Reject() => new NftRejectExpression { Type = NftRejectType.IcmpxUnreachable, IcmpCode = 1 };

    /// <summary>Continues the rule for packets within a rate only.</summary>
    /// <param name="rate">The number of packets in each unit of time.</param>
    /// <param name="unit">The unit of time, in whole seconds. Defaults to one second.</param>
    /// <param name="burst">The number of packets above the rate that are still within the limit.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static NftStatement Limit(long rate, TimeSpan? unit = null, int burst = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfNegative(burst);
        return new NftLimitExpression { Rate = (ulong)rate, Unit = unit ?? TimeSpan.FromSeconds(1), Burst = (uint)burst };
    }

    /// <summary>Sets the mark of the packet, which rules of policy routing can match.</summary>
    /// <param name="mark">The mark.</param>
    /// <returns>The statement.</returns>
    public static NftStatement SetMark(uint mark) => new(
        new NftImmediateExpression(NftRegister.NFT_REG_1, NftValue.OfNumber(mark)),
        new NftMetaExpression { Key = NftMetaKey.Mark, SourceRegister = NftRegister.NFT_REG_1 });

    /// <summary>Translates the source to an address of the link that the packet goes out on. The chain has the type nat and the hook postrouting.</summary>
    /// <param name="flags">How ports are chosen.</param>
    /// <returns>The statement.</returns>
    public static NftStatement Masquerade(NftNatFlags flags = NftNatFlags.None) => new NftMasqueradeExpression { Flags = flags };

    /// <summary>Translates the destination. The chain has the type nat and the hook prerouting or output.</summary>
    /// <param name="address">The new address.</param>
    /// <param name="port">The new port; <see langword="null"/> to keep it. The rule must match a transport protocol then.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535, or the address is neither IPv4 nor IPv6.</exception>
    public static NftStatement DestinationNat(IPAddress address, int? port = null) => Nat(NftNatType.Destination, address, port);

    /// <summary>Translates the source. The chain has the type nat and the hook postrouting or input.</summary>
    /// <param name="address">The new address.</param>
    /// <param name="port">The new port; <see langword="null"/> to keep it where possible. The rule must match a transport protocol then.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535, or the address is neither IPv4 nor IPv6.</exception>
    public static NftStatement SourceNat(IPAddress address, int? port = null) => Nat(NftNatType.Source, address, port);

    /// <summary>Translates the destination to this host. The chain has the type nat and the hook prerouting or output.</summary>
    /// <param name="port">The new port. The rule must match a transport protocol.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535.</exception>
    public static NftStatement Redirect(int port) => new(
        new NftImmediateExpression(NftRegister.NFT_REG_1, NftValue.OfPort(port)),
        new NftRedirectExpression { PortRegister = NftRegister.NFT_REG_1 });

    private static NftStatement Nat(NftNatType type, IPAddress address, int? port)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressFamily family = Prefix.RequireFamily(address.AddressFamily, nameof(address));
        NftNatExpression nat = new()
        {
            Type = type,
            Family = family == AddressFamily.InterNetwork ? NftFamily.IPv4 : NftFamily.IPv6,
            AddressRegister = NftRegister.NFT_REG_1,
        };
        NftImmediateExpression load = new(NftRegister.NFT_REG_1, NftValue.Of(address));
        NftExpression[] expressions = port is { } number
            ? [load, new NftImmediateExpression(NftRegister.NFT_REG_2, NftValue.OfPort(number)), nat with { PortRegister = NftRegister.NFT_REG_2 }]
            : [load, nat];
        // The kernel skips packets of the other family.
        return new NftStatement(expressions);
    }
}
