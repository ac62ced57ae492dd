namespace LinuxNamespaces.Samples;

/// <summary>The purchases between two steps of the story.</summary>
internal sealed record Phase(TimeSpan Start, string Description, IReadOnlyList<Purchase> Purchases)
{
    internal int Failed => Purchases.Count(purchase => purchase.Server is null);

    /// <summary>Gets the time that half of the purchases took at most; null if there are none.</summary>
    internal TimeSpan? Median => Purchases.Count == 0 ? null : Purchases.Select(purchase => purchase.Duration).Order().ElementAt(Purchases.Count / 2);

    internal int SoldBy(string server) => Purchases.Count(purchase => purchase.Server == server);
}
