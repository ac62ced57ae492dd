using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Describes the use of a neighbour entry at one moment.</summary>
/// <remarks>See linux/neighbour.h, <c>struct nda_cacheinfo</c>.</remarks>
public sealed class NeighbourCacheInfo
{
    internal NeighbourCacheInfo(nda_cacheinfo info)
    {
        Confirmed = ClockTicks.ToTimeSpan(info.ndm_confirmed);
        Used = ClockTicks.ToTimeSpan(info.ndm_used);
        Updated = ClockTicks.ToTimeSpan(info.ndm_updated);
        ReferenceCount = info.ndm_refcnt;
    }

    /// <summary>Gets the time since the neighbour was known to be reachable, in steps of 10 ms.</summary>
    public TimeSpan Confirmed { get; }

    /// <summary>Gets the time since the entry was used, in steps of 10 ms.</summary>
    public TimeSpan Used { get; }

    /// <summary>Gets the time since the entry changed, in steps of 10 ms.</summary>
    public TimeSpan Updated { get; }

    /// <summary>Gets the number of references to the entry in the kernel.</summary>
    public long ReferenceCount { get; }
}
