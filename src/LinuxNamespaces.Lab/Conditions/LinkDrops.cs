namespace LinuxNamespaces.Lab;

/// <summary>The packets that were dropped for a reason.</summary>
/// <param name="Reason">The value of the tag <c>lab.reason</c>.</param>
/// <param name="Packets">How many.</param>
internal readonly record struct LinkDrops(string Reason, long Packets)
{
    internal static string NameOf(WireDrop reason) => reason switch
    {
        WireDrop.Loss => "loss",
        WireDrop.Partition => "partition",
        WireDrop.Queue => "queue",
        WireDrop.Handler => "handler",
        WireDrop.Overflow => "overflow",
        WireDrop.Truncated => "truncated",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
