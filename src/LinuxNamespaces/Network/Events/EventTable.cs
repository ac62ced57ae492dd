using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The objects of one kind, kept current by notifications.</summary>
internal abstract class EventTable
{
    /// <summary>Whether the notifications do not tell for certain what the table is now, so that it has to be read again.</summary>
    internal bool IsStale { get; set; }

    /// <summary>Whether the table can be read again. If not, it has what notifications tell, and an object can change that is not in it.</summary>
    internal bool IsReadable { get; private set; } = true;

    /// <summary>Counts the changes of the table.</summary>
    internal long Version { get; private set; }

    /// <summary>The ID of the namespace of the objects; null for the watched one.</summary>
    internal int? NamespaceId { get; init; }

    /// <summary>Creates an empty table of the same kind.</summary>
    internal abstract EventTable CreateEmpty();

    /// <summary>Fills an empty table with what exists.</summary>
    internal abstract void Load(RtnetlinkConnection connection);

    /// <summary>Applies a notification.</summary>
    /// <param name="events">Takes the changes; null if they are not of interest.</param>
    internal abstract void Apply(in NetlinkMessage message, List<NetworkEvent>? events);

    /// <summary>Reports the objects that another table of the same kind does not have.</summary>
    internal abstract void ReportRemoved(EventTable present, List<NetworkEvent> events);

    /// <summary>Reports the objects that another table of the same kind has besides or otherwise.</summary>
    internal abstract void ReportPresent(EventTable present, List<NetworkEvent> events);

    /// <summary>Reports all objects as existing.</summary>
    internal abstract void ReportExisting(List<NetworkEvent> events);

    /// <summary>Takes over the objects of another table of the same kind.</summary>
    internal abstract void Adopt(EventTable present);

    /// <summary>Does without reading.</summary>
    /// <param name="forget">Whether to forget the objects if it is not certain that they exist.</param>
    internal void GiveUpReading(bool forget)
    {
        if (IsStale && forget)
        {
            Adopt(CreateEmpty());
        }

        IsStale = false;
        IsReadable = false;
    }

    private protected void Touch() => Version++;
}
