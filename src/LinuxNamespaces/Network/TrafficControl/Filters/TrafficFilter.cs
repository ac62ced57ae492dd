using System.Runtime.InteropServices;

namespace LinuxNamespaces.Network;

/// <summary>Describes a filter: which packets it selects, and what is done with them.</summary>
/// <remarks>See tc(8), "FILTERS". <see cref="Link.Filters"/> creates, changes and lists filters.</remarks>
public abstract record TrafficFilter : TrafficObject
{
    // TC_ACT_EXT_VAL_MASK
    private const int MaxChain = 0x0FFFFFFF;

    /// <summary>Creates a filter.</summary>
    protected TrafficFilter()
    {
    }

    /// <summary>
    /// Gets what the filter belongs to: a qdisc or class, <see cref="TrafficHandle.ClsactIngress"/> or <see cref="TrafficHandle.ClsactEgress"/>. Defaults to
    /// <see cref="TrafficHandle.Root"/>, the qdisc at the root of the link.
    /// </summary>
    public TrafficHandle Parent { get; init; } = TrafficHandle.Root;

    /// <summary>Gets the protocol of the packets that the filter looks at. Defaults to all.</summary>
    public EtherType Protocol { get; init; } = EtherType.All;

    /// <summary>Gets the place in the order of filters, 1 to 65535, the lowest first; the kernel chooses one if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Priority
    {
        get;
        init => field = NumberRange.Require(value, 1, ushort.MaxValue, nameof(Priority));
    }

    /// <summary>Gets the chain, from 0. Defaults to 0, where the kernel starts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 28 bits.</exception>
    public int Chain
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxChain, nameof(Chain));
    }

    /// <summary>
    /// Gets the number of the filter among those of one priority, whose meaning depends on the kind; the kernel chooses one if the value is
    /// <see langword="null"/>.
    /// </summary>
    public uint? Handle { get; init; }

    /// <summary>Gets the class that selected packets go to; <see langword="null"/> for none.</summary>
    public TrafficHandle? Target { get; init; }

    /// <summary>Gets what is done with selected packets, one after the other. Not every kind of filter has actions.</summary>
    /// <exception cref="ArgumentException">There are more than 32 actions, or an action is missing.</exception>
    public IReadOnlyList<TrafficAction> Actions
    {
        get;
        init => field = TrafficActions.Require(value, nameof(Actions));
    }
    = ValueList<TrafficAction>.Empty;

    internal override bool NeedsOptions => true;

    /// <summary>A descriptor that the request needs; null for none.</summary>
    internal virtual SafeHandle? Descriptor => null;

    /// <summary>Returns the kind, the parent and the priority.</summary>
    /// <returns>The text, such as <c>filter u32 parent 1: pref 10</c>.</returns>
    public sealed override string ToString() => $"filter {TrafficKind} parent {Parent}{(Priority is { } number ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" pref {number}") : null)}";

    internal override void RequireValid()
    {
        foreach (TrafficAction action in Actions)
        {
            action.RequireValid();
        }

        base.RequireValid();
    }

    internal override TrafficObject Adopt(TrafficObject other) => other is TrafficFilter filter
        ? this with { Parent = filter.Parent, Protocol = filter.Protocol, Priority = filter.Priority, Chain = filter.Chain, Handle = filter.Handle, Reported = filter.Reported }
        : this;
}
