using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>Writes neighbours in the words of ip-neighbour(8).</summary>
internal static class NeighbourText
{
    private static readonly (NeighbourFlags Flag, string Word)[] s_flags =
    [
        (NeighbourFlags.Router, "router"), (NeighbourFlags.Proxy, "proxy"), (NeighbourFlags.ExternallyLearned, "extern_learn"), (NeighbourFlags.Offloaded, "offload"),
        (NeighbourFlags.Managed, "managed"),
    ];

    private static readonly NeighbourState[] s_states =
    [
        NeighbourState.Incomplete, NeighbourState.Reachable, NeighbourState.Stale, NeighbourState.Delay, NeighbourState.Probe, NeighbourState.Failed,
        NeighbourState.NoArp, NeighbourState.Permanent,
    ];

    internal static string Of(Neighbour neighbour)
    {
        StringBuilder text = new(neighbour.Address.ToString());
        if (neighbour.Link.IsSet)
        {
            text.Append(" dev ").Append(neighbour.Link);
        }

        if (neighbour.LinkLayerBytes is { } bytes)
        {
            text.Append(" lladdr ").AppendJoin(':', bytes.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
        }

        foreach ((NeighbourFlags flag, string word) in s_flags)
        {
            text.Append((neighbour.Flags & flag) != 0 ? " " + word : null);
        }

        foreach (NeighbourState state in s_states)
        {
            text.Append((neighbour.State.GetValueOrDefault() & state) != 0 ? " " + state.ToString().ToUpperInvariant() : null);
        }

        return text.Append(neighbour.Protocol is { } protocol ? " proto " + RouteNames.Of(protocol) : null).ToString();
    }
}
