using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a new link: what every link has, and what can be set only when it is created.</summary>
public record LinkOptions : LinkSettings
{
    // What rtnl_create_link of the kernel accepts.
    private const int MaxQueues = 4096;

    /// <summary>Gets the number of transmit queues; 1 to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? TransmitQueueCount
    {
        get;
        init => field = NumberRange.Require(value, 1, MaxQueues, nameof(TransmitQueueCount));
    }

    /// <summary>Gets the number of receive queues; 1 to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? ReceiveQueueCount
    {
        get;
        init => field = NumberRange.Require(value, 1, MaxQueues, nameof(ReceiveQueueCount));
    }

    /// <summary>
    /// Gets the index of the new link; the kernel chooses one if the value is <see langword="null"/>. The second end of a pair can be given
    /// an index only together with the first one.
    /// </summary>
    /// <remarks>With an index that is chosen beforehand, a link can be used without asking the kernel for its index first.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Index
    {
        get;
        init => field = RequirePositive(value, nameof(Index));
    }

    internal override void RequireChangeable(Link link)
    {
        base.RequireChangeable(link);
        RequireNotSet(Index, nameof(Index));
        RequireNotSet(TransmitQueueCount, nameof(TransmitQueueCount));
        RequireNotSet(ReceiveQueueCount, nameof(ReceiveQueueCount));
    }

    /// <summary>Rejects settings that no new link can have.</summary>
    internal virtual void RequireCreatable(string name, NetNamespace home)
    {
        if (Name is { } other && other != name)
        {
            throw new ArgumentException($"The new link is to be called {PrintableText.Quote(name)}, but its options have the name {PrintableText.Quote(other)}.");
        }

        if (LeaveMaster)
        {
            throw new ArgumentException($"{nameof(LeaveMaster)} cannot be set for a new link.");
        }

        if (Port is not null && Master is null)
        {
            throw new ArgumentException($"{nameof(Port)} needs {nameof(Master)}: a link without a master is no port.");
        }

        if (Port is { } port && port.Kind.Name != Master!.Info.Kind)
        {
            throw new ArgumentException(
                $"The settings are those of a port of the kind '{port.Kind}', but the master {PrintableText.Quote(Master.Name)} is of the kind {PrintableText.Quote(Master.Info.Kind ?? "-")}.");
        }

        Master?.RequireMasterIn(home);
        Port?.RequireValid();
    }

    /// <summary>Rejects what the kernel would ignore: it takes the index of the second end of a pair only if the first one has one.</summary>
    internal void RequirePeer(LinkOptions peer)
    {
        if (peer.Index is not null && Index is null)
        {
            throw new ArgumentException($"The second end has an {nameof(Index)}, but the first one has none. The kernel would choose both.");
        }
    }

    /// <summary>Writes what the kernel takes when it creates a link. <see cref="LinkAttributes.ForExisting"/> has the rest.</summary>
    internal void WriteCommon(ref NetlinkMessageWriter writer)
    {
        LinkAttributes.WriteForNew(ref writer, this);
        writer.WriteOptional(Linux.IFLA_NUM_TX_QUEUES, TransmitQueueCount);
        writer.WriteOptional(Linux.IFLA_NUM_RX_QUEUES, ReceiveQueueCount);
    }

    private protected static void RequireNotSet(object? value, string name)
    {
        if (value is not null)
        {
            throw new ArgumentException($"{name} can be set only when a link is created.");
        }
    }
}
