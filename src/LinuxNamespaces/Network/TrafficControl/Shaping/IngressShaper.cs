using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>Limits what a link receives: it goes to a link of the kind <c>ifb</c>, which has a rate limit, and comes back.</summary>
internal static class IngressShaper
{
    private const string Mark = "rate limit of link ";

    // Filters of the user, which have lower numbers, come first.
    private const int Priority = 0xC000;

    internal static void SetRate(Link link, long? rate)
    {
        if (rate is { } bits)
        {
            Link? present = FindRelay(link);
            Link relay = present ?? CreateRelay(link);
            try
            {
                relay.Qdiscs.Replace(EgressShaper.Limit(bits) with { Handle = new TrafficHandle(1, 0) });
                Connect(link, relay);
            }
            catch when (present is null)
            {
                Disconnect(link, relay);
                relay.Delete();
                throw;
            }
        }
        else if (FindRelay(link) is { } relay)
        {
            Disconnect(link, relay);
            relay.Delete();
        }
    }

    private static void Connect(Link link, Link relay)
    {
        if (Filters(link, relay).Any())
        {
            return;
        }

        if (link.Qdiscs.Find(TrafficHandle.Ingress) is null)
        {
            link.Qdiscs.Add(new ClsactQdisc());
        }

        link.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactIngress, Priority = Priority, Actions = [new MirredAction(relay, MirredMode.EgressRedirect)] });
    }

    private static void Disconnect(Link link, Link relay)
    {
        foreach (TrafficFilter filter in Filters(link, relay))
        {
            link.Filters.Delete(filter);
        }

        // A place without filters does nothing, whoever created it.
        if (link.Qdiscs.Find(TrafficHandle.Ingress) is { } place
            && link.Filters.List(TrafficHandle.ClsactIngress).Count == 0 && link.Filters.List(TrafficHandle.ClsactEgress).Count == 0)
        {
            link.Qdiscs.Delete(place);
        }
    }

    private static IReadOnlyList<TrafficFilter> Filters(Link link, Link relay) =>
        link.Qdiscs.Find(TrafficHandle.Ingress) is null ? []
            : [.. link.Filters.List(TrafficHandle.ClsactIngress).Where(filter => filter.Actions is [MirredAction { Mode: MirredMode.EgressRedirect } action] && action.TargetIndex == relay.Index)];

    private static string NameOf(Link link) => string.Create(CultureInfo.InvariantCulture, $"ifb-{link.Index}");

    private static string MarkOf(Link link) => string.Create(CultureInfo.InvariantCulture, $"{Mark}{link.Index}");

    private static Link? FindRelay(Link link)
    {
        Link? relay = link.Namespace.Links.Find(NameOf(link));
        return relay is null || (relay.Info.Kind == IfbLink.Kind.Name && relay.Info.Alias == MarkOf(link)) ? relay : throw new InvalidOperationException(
            $"The limit of link {PrintableText.Quote(link.Name)} in '{link.Namespace}' needs a link named '{NameOf(link)}', but there is another one.");
    }

    private static IfbLink CreateRelay(Link link)
    {
        IfbLink relay = link.Namespace.Links.Add(NameOf(link), new IfbOptions { TransmitQueueCount = 1, ReceiveQueueCount = 1, TransmitQueueLength = 1000 });
        try
        {
            return relay.Set(new LinkSettings { Alias = MarkOf(link), Up = true });
        }
        catch
        {
            relay.Delete();
            throw;
        }
    }
}
