using System.Globalization;

namespace LinuxNamespaces.Lab;

/// <summary>Conditions in a few words, for drawings and the event log.</summary>
internal static class ConditionsText
{
    internal static string Of(LinkConditions conditions) => conditions == LinkConditions.None ? "none" : string.Join(", ", Parts(conditions));

    private static IEnumerable<string> Parts(LinkConditions conditions)
    {
        if (conditions.Partitioned)
        {
            yield return "partitioned";
        }

        if (conditions.Rate is { } rate)
        {
            yield return Rate(rate);
        }

        if (conditions.Delay > TimeSpan.Zero || conditions.Jitter > TimeSpan.Zero)
        {
            yield return DurationConverter.ToText(conditions.Delay) + (conditions.Jitter > TimeSpan.Zero ? $" ± {DurationConverter.ToText(conditions.Jitter)}" : null);
        }

        foreach ((string name, double share) in new[] { ("loss", LossOf(conditions)), ("duplicated", conditions.Duplication), ("corrupted", conditions.Corruption), ("reordered", conditions.Reordering) })
        {
            if (share > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###} % {name}");
            }
        }

        if (conditions.Seed is { } seed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
        }
    }

    // The share of the bad state, in the long run.
    private static double LossOf(LinkConditions conditions) => conditions.BurstLoss is not { } bursts || bursts.ToBad + bursts.ToGood == 0
        ? conditions.Loss
        : (bursts.ToBad * bursts.LossInBad + bursts.ToGood * bursts.LossInGood) / (bursts.ToBad + bursts.ToGood);

    private static string Rate(long rate) => rate switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e9:0.###} Gbit/s"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e6:0.###} Mbit/s"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e3:0.###} kbit/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{rate} bit/s"),
    };
}
