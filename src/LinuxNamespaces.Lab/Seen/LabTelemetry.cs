using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The names under which traces and metrics of labs appear, for OpenTelemetry and <c>dotnet-counters</c>.</summary>
/// <remarks>
/// <para>
/// The meter has an instrument each for the links of all started labs: <c>lab.link.packets</c> (<c>{packet}</c>) and <c>lab.link.bytes</c> (<c>By</c>) count what a node sent into a link;
/// <c>lab.link.drops</c> (<c>{packet}</c>) counts what did not arrive, with its reason in the tag <c>lab.reason</c>; <c>lab.link.queue.packets</c> (<c>{packet}</c>) and
/// <c>lab.link.queue.bytes</c> (<c>By</c>) are what waits for <see cref="LinkConditions.Rate"/> now. The tag <c>lab.link</c> is the name of the link, and <c>lab.from</c> that of the node at the
/// end where the packets enter it.
/// </para>
/// <para>
/// The reasons of a managed wire are those of <see cref="WireDrop"/> in small letters, <c>missed</c> (<see cref="WireStatistics.Missed"/>) and <c>rejected</c>
/// (<see cref="WireStatistics.Rejected"/>). The kernel's queueing disciplines tell <c>loss</c>, which includes partitions, and <c>queue</c>. For each host the reason <c>interface</c> is what its
/// own interface dropped. A link without conditions has no queue.
/// </para>
/// <para>The activity source has <c>lab.start</c>. Counters are read from the kernel only while something listens.</para>
/// </remarks>
public static class LabTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "LinuxNamespaces.Lab";

    private static readonly ConcurrentDictionary<NetworkLab, byte> s_labs = new();
    private static readonly Meter s_meter = new(Name);

    static LabTelemetry()
    {
        s_meter.CreateObservableCounter("lab.link.packets", () => Count(counters => counters.SentPackets), "{packet}", "Packets that a node sent into a link.");
        s_meter.CreateObservableCounter("lab.link.bytes", () => Count(counters => counters.SentBytes), "By", "Bytes that a node sent into a link.");
        s_meter.CreateObservableCounter("lab.link.drops", Drops, "{packet}", "Packets that a link or the interface of a node dropped, by reason.");
        s_meter.CreateObservableUpDownCounter("lab.link.queue.packets", () => Queue(now => now.QueuedPackets), "{packet}", "Packets that wait for the rate of a link.");
        s_meter.CreateObservableUpDownCounter("lab.link.queue.bytes", () => Queue(now => now.QueuedBytes), "By", "Bytes that wait for the rate of a link.");
    }

    internal static ActivitySource Source { get; } = new(Name);

    internal static void Add(NetworkLab lab) => s_labs.TryAdd(lab, 0);

    internal static void Remove(NetworkLab lab) => s_labs.TryRemove(lab, out _);

    private static IEnumerable<LabPort> Ports => s_labs.Keys.SelectMany(lab => lab.Links).SelectMany(link => (LabPort[])[link.First, link.Second]);

    private static IEnumerable<Measurement<long>> Count(Func<LinkStatistics, ulong> value) =>
        from port in Ports
        let counters = Read(port)
        where counters is not null
        select new Measurement<long>((long)value(counters), Link(port), From(port));

    private static IEnumerable<Measurement<long>> Drops()
    {
        foreach (LabPort port in Ports)
        {
            if (Read(port) is { } counters)
            {
                yield return new Measurement<long>((long)(counters.SendDropped + counters.ReceiveDropped), Link(port), From(port), new("lab.reason", "interface"));
            }

            foreach (LinkDrops drops in Measure(port)?.Drops ?? [])
            {
                yield return new Measurement<long>(drops.Packets, Link(port), From(port), new("lab.reason", drops.Reason));
            }
        }
    }

    private static IEnumerable<Measurement<long>> Queue(Func<LinkMeasure, long> value) =>
        from port in Ports
        let now = Measure(port)
        where now is not null
        select new Measurement<long>(value(now), Link(port), From(port));

    private static KeyValuePair<string, object?> Link(LabPort port) => new("lab.link", port.Link.Name);

    private static KeyValuePair<string, object?> From(LabPort port) => new("lab.from", port.Node.Name);

    // The port of a switch counts from the view of the switch.
    private static LinkStatistics? Read(LabPort port) => port.IsHost ? TryRead(() => port.Existing?.GetStatistics()) : null;

    private static LinkMeasure? Measure(LabPort port) => TryRead(() => port.Link.Measure(port == port.Link.First ? WireDirection.Forward : WireDirection.Backward));

    // A lab may end, or get another link, while it is measured.
    private static T? TryRead<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException)
        {
            return null;
        }
    }
}
