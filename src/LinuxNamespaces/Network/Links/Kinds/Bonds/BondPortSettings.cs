using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what <see cref="LinkExtensions.Set{TLink}"/> changes of a port of a bond. A <see langword="null"/> property leaves the port as it is.</summary>
/// <remarks>See ip-link(8), "bond_slave".</remarks>
/// <example>
/// <code>
/// port.Set(new() { Port = new BondPortSettings { Priority = 10 } });
/// </code>
/// </example>
public sealed record BondPortSettings : LinkPortSettings
{
    /// <inheritdoc/>
    public override LinkKind Kind => BondLink.Kind;

    /// <summary>Gets the number of the transmit queue whose packets prefer the port; 0 for none. The bond has to have as many queues.</summary>
    public ushort? QueueId { get; init; }

    /// <summary>Gets the priority by which the next active port is chosen; the highest is preferred. The kernel's default is 0. Kernel 6.0.</summary>
    public int? Priority { get; init; }

    /// <summary>Gets the priority of the port in LACP packets; the lowest is preferred. The kernel's default is 255. Kernel 6.18.</summary>
    public ushort? ActorPortPriority { get; init; }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(BondSchema.IFLA_BOND_SLAVE_QUEUE_ID, QueueId);
        writer.WriteOptional(BondSchema.IFLA_BOND_SLAVE_PRIO, Priority);
        writer.WriteOptional(BondSchema.IFLA_BOND_SLAVE_ACTOR_PORT_PRIO, ActorPortPriority);
    }
}
