using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>What carries the frames of links.</summary>
internal static class LinkBackEnds
{
    // Of SplitMix64, so that seeds of neighbours have nothing in common.
    private const ulong Step = 0x9e3779b97f4a7c15;

    /// <summary>Whether conditions need the managed wire, as they are to be repeatable or the kernel lacks something.</summary>
    internal static bool NeedManaged(NetworkLab lab, LinkConditions conditions) =>
        conditions.Seed is not null || lab.Options.Seed is not null || KernelLinkBackEnd.MissingFor(conditions) is not null;

    /// <summary>Uses queueing disciplines.</summary>
    /// <param name="forward">The link that sends the frames of the first direction.</param>
    /// <param name="backward">The link that sends the frames of the second direction.</param>
    internal static ILinkBackEnd CreateKernel(Link forward, Link backward) => new KernelLinkBackEnd(forward, backward);

    /// <summary>Passes the frames on between two links that lead to the ends.</summary>
    internal static Wire CreateManaged(LabLink link, Link first, Link second) => Wire.Attach(first, second, new WireOptions
    {
        Mtu = link.Options.Mtu,
        Seed = link.Lab.Options.Seed is { } seed ? unchecked(seed + (ulong)link.Number * Step) : null,
        TimeProvider = link.Lab.Options.TimeProvider,
    });
}
