using System.Globalization;
using System.Net;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Which name servers are asked, and how; resolv.conf(5).</summary>
internal sealed record ResolverConfiguration
{
    private const int Port = 53;
    private const int MaxServers = 3;
    private const int MaxDots = 15;
    private const int MaxSeconds = 30;
    private const int MaxAttempts = 5;
    private const string Root = ".";

    private static readonly char[] s_comment = ['#', ';'];

    internal IReadOnlyList<IPEndPoint> NameServers { get; init; } = [new(IPAddress.Loopback, Port)];

    /// <summary>Gets the domains that are appended to a name which is not a full one; "." stands for the name itself.</summary>
    internal IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Gets the number of dots from which on a name is first tried as it is (<c>ndots</c>).</summary>
    internal int Dots { get; init; } = 1;

    /// <summary>Gets how long a server has for its reply to one query (<c>timeout</c>).</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how often all servers are asked (<c>attempts</c>).</summary>
    internal int Attempts { get; init; } = 2;

    /// <summary>Gets whether each query begins with the next server, instead of always with the first (<c>rotate</c>).</summary>
    internal bool Rotate { get; init; }

    /// <summary>Gets whether only IPv4 addresses are looked up (<c>no-aaaa</c>).</summary>
    internal bool OnlyV4 { get; init; }

    /// <summary>Gets whether A and AAAA are asked for one after the other (<c>single-request</c>).</summary>
    internal bool OneAtATime { get; init; }

    /// <summary>Gets whether servers are asked by TCP only (<c>use-vc</c>).</summary>
    internal bool UseTcp { get; init; }

    /// <summary>Gets whether servers are told that larger datagrams are accepted (<c>edns0</c>).</summary>
    internal bool UseEdns { get; init; }

    /// <summary>Gets whether a name without dots is never tried as it is (<c>no-tld-query</c>).</summary>
    internal bool NoTopLevel { get; init; }

    /// <summary>Reads the file. As the C library does, it ignores unknown lines and options.</summary>
    /// <param name="lines">The lines of the file.</param>
    /// <param name="parse">Reads an address, whose zone is meant in the namespace; <c>null</c> if it is not one.</param>
    internal static ResolverConfiguration Parse(IEnumerable<string> lines, Func<string, IPAddress?> parse)
    {
        ResolverConfiguration result = new();
        List<IPEndPoint> servers = [];
        foreach (string line in lines)
        {
            int comment = line.IndexOfAny(s_comment);
            string[] words = (comment < 0 ? line : line[..comment]).Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", string server, ..] when servers.Count < MaxServers && parse(server) is { } address:
                    servers.Add(new IPEndPoint(address, Port));
                    break;
                case ["search", ..]:
                    result = result with { Search = Domains(words.Skip(1)) };
                    break;
                case ["domain", string domain, ..]:
                    result = result with { Search = Domains([domain]) };
                    break;
                case ["options", ..]:
                    result = words.Skip(1).Aggregate(result, With);
                    break;
            }
        }

        return servers.Count > 0 ? result with { NameServers = servers } : result;
    }

    /// <summary>Gets the full names that a name may stand for, in the order in which they are tried.</summary>
    internal IEnumerable<string> FullNames(string name)
    {
        if (name.EndsWith('.'))
        {
            return [name[..^1]];
        }

        int dots = name.Count(letter => letter == '.');
        IEnumerable<string> longer = Search.Select(domain => domain == Root ? name : $"{name}.{domain}");
        return (dots >= Dots ? longer.Prepend(name) : NoTopLevel && dots == 0 && Search.Count > 0 ? longer : longer.Append(name)).Distinct();
    }

    private static List<string> Domains(IEnumerable<string> words) =>
        [.. words.Select(word => word == Root ? Root : HostName.ToAscii(word.Trim('.'))).OfType<string>().Where(name => name == Root || DnsMessage.IsName(name))];

    private static ResolverConfiguration With(ResolverConfiguration configuration, string option) => option switch
    {
        "rotate" => configuration with { Rotate = true },
        "no-aaaa" => configuration with { OnlyV4 = true },
        // Both queries always have sockets of their own, so the milder option has nothing to change.
        "single-request" => configuration with { OneAtATime = true },
        "use-vc" => configuration with { UseTcp = true },
        "edns0" => configuration with { UseEdns = true },
        "no-tld-query" => configuration with { NoTopLevel = true },
        _ => WithNumber(configuration, option),
    };

    private static ResolverConfiguration WithNumber(ResolverConfiguration configuration, string option)
    {
        int colon = option.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !uint.TryParse(option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint value))
        {
            return configuration;
        }

        return option[..colon] switch
        {
            "ndots" => configuration with { Dots = (int)Math.Min(value, MaxDots) },
            "timeout" => configuration with { Timeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, MaxSeconds)) },
            "attempts" => configuration with { Attempts = (int)Math.Clamp(value, 1, MaxAttempts) },
            _ => configuration,
        };
    }
}
