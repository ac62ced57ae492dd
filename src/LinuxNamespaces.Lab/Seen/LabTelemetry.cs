using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The names under which traces and metrics of labs appear, for OpenTelemetry and <c>dotnet-counters</c>.</summary>
/// <remarks>
/// The meter has <c>lab.link.packets</c>, <c>lab.link.bytes</c> and <c>lab.link.drops</c> for each link and direction of each started lab, with the tags <c>lab.link</c> and <c>lab.from</c>. The
/// activity source has <c>lab.start</c>. Counters are read from the kernel only while something listens.
/// </remarks>
public static class LabTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "LinuxNamespaces.Lab";

    private static readonly ConcurrentDictionary<NetworkLab, byte> s_labs = new();
    private static readonly Meter s_meter = new(Name);

    static LabTelemetry()
    {
        s_meter.CreateObservableCounter("lab.link.packets", () => Measure(counters => counters.SentPackets), "{packet}", "Packets that a node sent into a link.");
        s_meter.CreateObservableCounter("lab.link.bytes", () => Measure(counters => counters.SentBytes), "By", "Bytes that a node sent into a link.");
        s_meter.CreateObservableCounter("lab.link.drops", () => Measure(counters => counters.SendDropped + counters.ReceiveDropped), "{packet}", "Packets that the interface of a node dropped.");
    }

    internal static ActivitySource Source { get; } = new(Name);

    internal static void Add(NetworkLab lab) => s_labs.TryAdd(lab, 0);

    internal static void Remove(NetworkLab lab) => s_labs.TryRemove(lab, out _);

    private static IEnumerable<Measurement<long>> Measure(Func<LinkStatistics, ulong> select) =>
        s_labs.Keys.SelectMany(lab => lab.Links).SelectMany(link => (LabPort[])[link.First, link.Second]).Where(port => port.IsHost)
            .Select(port => TryRead(port) is { } counters ? new Measurement<long>((long)select(counters), new("lab.link", port.Link.Name), new("lab.from", port.Node.Name)) : (Measurement<long>?)null)
            .OfType<Measurement<long>>();

    // A lab may end, or get another link, while it is measured.
    private static LinkStatistics? TryRead(LabPort port)
    {
        try
        {
            return port.Existing?.GetStatistics();
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException)
        {
            return null;
        }
    }
}
