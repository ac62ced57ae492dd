using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Which name servers are asked, and how; resolv.conf(5).</summary>
internal sealed record ResolverConfiguration
{
    private const int Port = 53;
    private const int MaxServers = 3;
    private const int MaxSearch = 6;
    private const int MaxDots = 15;
    private const int MaxSeconds = 30;
    private const int MaxAttempts = 5;

    internal IReadOnlyList<IPEndPoint> NameServers { get; init; } = [new(IPAddress.Loopback, Port)];

    /// <summary>What is put behind a name that is not a full one.</summary>
    internal IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>With how many dots a name is first taken for a full one.</summary>
    internal int Dots { get; init; } = 1;

    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    internal int Attempts { get; init; } = 2;

    /// <summary>Reads the file. Like the C library it passes over what it does not know.</summary>
    internal static ResolverConfiguration Parse(IEnumerable<string> lines)
    {
        ResolverConfiguration result = new();
        List<IPEndPoint> servers = [];
        foreach (string line in lines)
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", string server, ..] when servers.Count < MaxServers && IPAddress.TryParse(server, out IPAddress? address):
                    servers.Add(new IPEndPoint(address, Port));
                    break;
                case ["search" or "domain", ..]:
                    result = result with { Search = [.. words.Skip(1).Select(name => name.Trim('.')).Where(DnsMessage.IsName).Take(MaxSearch)] };
                    break;
                case ["options", ..]:
                    result = words.Skip(1).Aggregate(result, With);
                    break;
            }
        }

        return servers.Count > 0 ? result with { NameServers = servers } : result;
    }

    /// <summary>The full names that a name may stand for, in the order in which they are tried.</summary>
    internal IEnumerable<string> FullNames(string name)
    {
        if (name.EndsWith('.'))
        {
            return [name[..^1]];
        }

        IEnumerable<string> longer = Search.Select(domain => $"{name}.{domain}");
        return name.Count(letter => letter == '.') >= Dots ? longer.Prepend(name) : longer.Append(name);
    }

    private static ResolverConfiguration With(ResolverConfiguration configuration, string option)
    {
        int colon = option.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || !int.TryParse(option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? configuration : option[..colon] switch
        {
            "ndots" => configuration with { Dots = Math.Min(value, MaxDots) },
            "timeout" => configuration with { Timeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, MaxSeconds)) },
            "attempts" => configuration with { Attempts = Math.Clamp(value, 1, MaxAttempts) },
            _ => configuration,
        };
    }
}
