using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>The table of the library. Each rule in it has a mark as its comment; what has no mark belongs to others and is not touched.</summary>
internal static class OwnRules
{
    internal const string TableComment = "managed by LinuxNamespaces";

    private const int MaxMark = 120;
    private const int HashLength = 16;

    internal static NftTable Table { get; } = new(NftFamily.Inet, "linux-namespaces") { Comment = TableComment };

    internal static NftChain Prerouting { get; } = new(Table, "prerouting") { Hook = NftHook.Prerouting, Type = NftChainType.Nat, Priority = -100 };

    /// <summary>For packets of this host itself. They are routed again after the destination is translated.</summary>
    internal static NftChain NatOutput { get; } = new(Table, "nat-output") { Hook = NftHook.Output, Type = NftChainType.Nat, Priority = -100 };

    internal static NftChain Postrouting { get; } = new(Table, "postrouting") { Hook = NftHook.Postrouting, Type = NftChainType.Nat, Priority = 100 };

    private static NftChain Input { get; } = new(Table, "input") { Hook = NftHook.Input };

    private static NftChain Forward { get; } = new(Table, "forward") { Hook = NftHook.Forward };

    private static NftChain Output { get; } = new(Table, "output") { Hook = NftHook.Output };

    private static NftChain[] Chains { get; } = [Prerouting, NatOutput, Postrouting, Input, Forward, Output];

    internal static NftChain FilterChain(NftHook hook, string parameter) => hook switch
    {
        NftHook.Input => Input,
        NftHook.Forward => Forward,
        NftHook.Output => Output,
        _ => throw new ArgumentOutOfRangeException(parameter, hook, "The hook is input, forward or output."),
    };

    /// <summary>Makes a mark that fits a comment.</summary>
    internal static string MarkOf(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxMark)
        {
            return text;
        }

        return $"{text.AsSpan(0, Math.Min(text.Length, 64))}... {HashOf(text)}";
    }

    internal static string HashOf(string text) => StableHash.Of(text, HashLength);

    internal static bool Exist(NftRuleset ruleset, string mark) => ruleset.Read(Table).Rules.Any(rule => rule.Comment == mark);

    /// <summary>Adds rules, unless the same rules are there already.</summary>
    internal static void Apply(NftRuleset ruleset, string mark, params NftRule[] rules)
    {
        NftRule[] wanted = [.. rules.Select(rule => rule with { Comment = mark })];
        ruleset.Update(
            (snapshot, transaction) =>
            {
                NftRule[] present = [.. snapshot.Rules.Where(rule => rule.Comment == mark)];
                if (AreSame(present, wanted))
                {
                    return;
                }

                if (snapshot.Tables.Count == 0)
                {
                    transaction.Add(Table);
                }

                foreach (NftChain chain in Chains.Where(chain => wanted.Any(rule => rule.Chain == chain.Name) && snapshot.Chains.All(other => other.Name != chain.Name)))
                {
                    transaction.Add(chain);
                }

                foreach (NftRule rule in present)
                {
                    transaction.Delete(rule);
                }

                foreach (NftRule rule in wanted)
                {
                    transaction.Add(rule);
                }
            },
            Table);
    }

    /// <summary>Deletes the rules with a mark, the chains that are empty then, and the table if nothing is left in it.</summary>
    internal static void Delete(NftRuleset ruleset, string mark) => ruleset.Update(
        (snapshot, transaction) =>
        {
            NftRule[] present = [.. snapshot.Rules.Where(rule => rule.Comment == mark)];
            if (present.Length == 0)
            {
                return;
            }

            NftRule[] left = [.. snapshot.Rules.Where(rule => rule.Comment != mark)];
            NftChain[] unused = [.. snapshot.Chains.Where(chain => Chains.Any(own => own.Equals(chain)) && left.All(rule => rule.Chain != chain.Name))];
            bool isEmpty = unused.Length == snapshot.Chains.Count && snapshot.Objects.Count == 0 && snapshot.Sets.All(set => (set.Flags & NftSetFlags.Anonymous) != 0);
            if (isEmpty && IsOwn(snapshot.Tables[0]))
            {
                transaction.Delete(snapshot.Tables[0]);
                return;
            }

            foreach (NftRule rule in present)
            {
                transaction.Delete(rule);
            }

            foreach (NftChain chain in unused)
            {
                transaction.Delete(chain);
            }
        },
        Table);

    /// <summary>A kernel before 5.10 does not store the comment of a table.</summary>
    private static bool IsOwn(NftTable table) => table.Comment == TableComment || (table.Comment is null && !OperatingSystem.IsOSPlatformVersionAtLeast("Linux", 5, 10));

    private static bool AreSame(NftRule[] present, NftRule[] wanted) =>
        present.Length == wanted.Length
        && wanted.All(rule => present.Any(other => other.Chain == rule.Chain && AreSame(other.Expressions, rule.Expressions)));

    /// <summary>Counters go on counting. The mark of a rule with a set of its own tells what is in the set.</summary>
    private static bool AreSame(IReadOnlyList<NftExpression> present, IReadOnlyList<NftExpression> wanted) =>
        present.Count == wanted.Count
        && present.Zip(wanted).All(pair => pair.Second switch
        {
            NftAnonymousLookup => pair.First is NftLookupExpression,
            NftCounterExpression => pair.First is NftCounterExpression,
            _ => pair.First.Equals(pair.Second),
        });
}
