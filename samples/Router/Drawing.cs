using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Draws the router from what the kernel says about it.</summary>
internal static class Drawing
{
    private const int Width = 60;

    public static void Print(NetNamespace router, Wire[] inside, Wire[] outside)
    {
        string line = new('-', Width);
        Console.WriteLine($"  {string.Empty,-20}+{line}+");
        for (int i = 0; i < inside.Length; i++)
        {
            string left = $"{inside[i].Name} {inside[i].Address}";
            string right = $"{outside[i].Address} {outside[i].Name}";
            string ends = $" {inside[i].Router} {inside[i].Name}{new string(' ', Width)}"[..(Width / 2)] + $"{new string(' ', Width)}{outside[i].Name} {outside[i].Router} "[^(Width / 2)..];
            Console.WriteLine($"  {left,-17}---+{ends}+--- {right}");
        }

        Console.WriteLine($"  {string.Empty,-20}|{line}|");
        foreach (string text in Contents(router))
        {
            Console.WriteLine($"  {string.Empty,-20}| {(text.Length > Width - 2 ? $"{text[..(Width - 5)]}..." : text).PadRight(Width - 2)} |");
        }

        Console.WriteLine($"  {string.Empty,-20}+{line}+");
    }

    private static IEnumerable<string> Contents(NetNamespace router)
    {
        // Those that the kernel has in every namespace do not tell anything.
        foreach (RoutingRule rule in router.Rules.Where(rule => rule.Priority is > 0 and < 32766))
        {
            yield return $"rule {rule}";
        }

        foreach (Route route in router.Routes.Where(route => route.Gateway is not null))
        {
            yield return $"route {route}";
        }

        foreach (NftTable table in router.Nftables.ListTables())
        {
            foreach (string? call in router.Nftables.ListRules(table).Select(rule => rule.Comment).Distinct())
            {
                yield return $"nft {call}";
            }
        }
    }
}
