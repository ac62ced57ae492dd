using System.Globalization;
using CsCheck;

namespace LinuxNamespaces.Lab.Tests.Export;

/// <summary>Labs with any nodes, names and links, which are only described.</summary>
internal static class RandomLab
{
    // Labels that stay, and names that have to change: capitals, dots, '_', more than 63 characters, the same after the change.
    private static readonly string[] s_names =
    [
        "a", "web", "web-1", "Web.1", "web_1", "WEB-2", "_", "x_", "7up", "null", "true", "db.example.org", "DB_example_org", new('x', 63), new string('y', 63) + ".y", new string('y', 63) + ".z",
    ];

    internal static readonly Gen<NetworkLab> Any = Gen.Select(Gen.Int[0, 2].Array[1, 8], Gen.Shuffle(s_names), Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[0, 5]).Array[0, 14], Gen.Bool, Build);

    private static NetworkLab Build(int[] kinds, string[] names, (int First, int Second, int Way)[] links, bool hasV6)
    {
        NetworkLab lab = new(hasV6 ? new NetworkLabOptions { IPv6Pool = System.Net.IPNetwork.Parse("fd00::/16") } : null);
        LabNode[] nodes = [.. kinds.Select((kind, i) => (LabNode)(kind switch { 0 => lab.AddHost(names[i]), 1 => lab.AddRouter(names[i]), _ => lab.AddSwitch(names[i]) }))];
        foreach ((int first, int second, int way) in links)
        {
            LabNode one = nodes[first % nodes.Length], other = nodes[second % nodes.Length];
            if (one == other || (one is LabSwitch a && other is LabSwitch b && LabSegment.SwitchesOf(a).Contains(b)))
            {
                continue;
            }

            string? name = way == 1 && one is LabHost ? string.Create(CultureInfo.InvariantCulture, $"x'{lab.Links.Count}$(id)") : null;
            LinkConditions conditions = way == 2 ? new() { Delay = TimeSpan.FromMilliseconds(5), Loss = 0.01, Rate = 10_000_000 } : LinkConditions.None;
            LabLink link = lab.Connect(one, other, conditions, new LabLinkOptions { FirstInterface = name, Mtu = way == 3 ? 1400 : 1500 });
            if (way == 4 && one is LabRouter router)
            {
                router.Translate(link, LabNat.Masquerade).Filter(new LabFirewallRule(LabFirewallAction.Drop));
            }

            if (way == 5)
            {
                link.Unplug();
            }
        }

        return lab;
    }
}
