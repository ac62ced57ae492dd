using System.Diagnostics.CodeAnalysis;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Objects of a kind that a key identifies.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="T">The type of the objects.</typeparam>
internal abstract class KeyedTable<TKey, T> : EventTable
    where TKey : notnull
    where T : class
{
    private Dictionary<TKey, T> _items = [];

    /// <summary>The objects. Their order is not defined.</summary>
    internal IReadOnlyCollection<T> Items => _items.Values;

    internal sealed override void Apply(in NetlinkMessage message, List<NetworkEvent>? events)
    {
        if (Read(message, out bool isRemoval) is not { } item)
        {
            return;
        }

        bool isKnown = _items.TryGetValue(KeyOf(item), out T? previous);
        if (isRemoval)
        {
            if (isKnown || !IsReadable)
            {
                Remove(item);
                events?.Add(Removal(message, item, previous));
            }
        }
        else
        {
            Put(item);
            if (!isKnown || !AreSame(previous!, item))
            {
                events?.Add(CreateEvent(isKnown ? NetworkChange.Changed : NetworkChange.Added, item, previous));
            }
        }
    }

    internal sealed override void ReportRemoved(EventTable present, List<NetworkEvent> events)
    {
        foreach ((TKey key, T item) in _items)
        {
            if (!Table(present).TryGetValue(key, out T? other) || IsAnother(item, other))
            {
                events.Add(CreateEvent(NetworkChange.Removed, item, item));
            }
        }
    }

    internal sealed override void ReportPresent(EventTable present, List<NetworkEvent> events)
    {
        foreach ((TKey key, T item) in Table(present))
        {
            if (!_items.TryGetValue(key, out T? previous) || IsAnother(previous, item))
            {
                events.Add(CreateEvent(NetworkChange.Added, item, null));
            }
            else if (!AreSame(previous, item))
            {
                events.Add(CreateEvent(NetworkChange.Changed, item, previous));
            }
        }
    }

    internal sealed override void ReportExisting(List<NetworkEvent> events) => events.AddRange(_items.Values.Select(item => CreateEvent(NetworkChange.Existing, item, null)));

    internal sealed override void Adopt(EventTable present)
    {
        _items = Table(present);
        Touch();
    }

    internal bool TryGet(TKey key, [NotNullWhen(true)] out T? item) => _items.TryGetValue(key, out item);

    /// <summary>Adds an object that exists, or replaces it.</summary>
    private protected void Put(T item)
    {
        _items[KeyOf(item)] = item;
        Touch();
    }

    private protected abstract TKey KeyOf(T item);

    /// <summary>Reads a notification; null if it is not about an object of the table.</summary>
    private protected abstract T? Read(in NetlinkMessage message, out bool isRemoval);

    /// <summary>Whether no property differs that an event is about.</summary>
    private protected abstract bool AreSame(T previous, T item);

    /// <summary>Whether an object certainly replaced one with the same key.</summary>
    private protected virtual bool IsAnother(T previous, T item) => false;

    private protected abstract NetworkEvent CreateEvent(NetworkChange change, T item, T? previous);

    private protected virtual NetworkEvent Removal(in NetlinkMessage message, T item, T? previous) => CreateEvent(NetworkChange.Removed, item, previous);

    private static Dictionary<TKey, T> Table(EventTable table) => ((KeyedTable<TKey, T>)table)._items;

    private void Remove(T item)
    {
        _items.Remove(KeyOf(item));
        Touch();
    }
}
