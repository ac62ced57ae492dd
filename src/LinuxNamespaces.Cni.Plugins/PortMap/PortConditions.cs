using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>What packets must be besides for a published port: the conditions of the configuration, which are words of iptables.</summary>
internal sealed class PortConditions
{
    private const int MaxInterfaceName = 15;

    private readonly List<NftStatement> _statements = [];
    private readonly HashSet<string> _options = [];
    private (NftTransportMatch Transport, bool Inverted)? _protocol;

    private PortConditions()
    {
    }

    internal IReadOnlyList<NftStatement> Statements => _statements;

    /// <summary>Whether packets of a protocol can meet the conditions.</summary>
    internal bool Allow(NftTransportMatch transport) => _protocol is not var (protocol, inverted) || ReferenceEquals(protocol, transport) != inverted;

    /// <summary>Reads the conditions of a family.</summary>
    /// <param name="words">The words: an option and its value by turns, and "!" before the option to invert it.</param>
    /// <param name="key">The key of the configuration, for messages.</param>
    /// <param name="family">The family of the addresses.</param>
    /// <exception cref="CniException">A condition is invalid, or only iptables has it.</exception>
    internal static PortConditions Parse(IReadOnlyList<string>? words, string key, AddressFamily family)
    {
        PortConditions conditions = new();
        for (int i = 0; i < (words?.Count ?? 0); i++)
        {
            bool inverted = words![i] == "!";
            i += inverted ? 1 : 0;
            string option = i < words.Count ? words[i] : throw PluginErrors.Invalid($"'{key}' has no option after '!'.");
            string name = option switch
            {
                "-s" or "--src" or "--source" => "-s",
                "-d" or "--dst" or "--destination" => "-d",
                "-i" or "--in-interface" => "-i",
                "-o" or "--out-interface" => "-o",
                "-p" or "--proto" or "--protocol" => "-p",
                _ => throw new CniException(CniErrorCode.UnsupportedField, $"The condition {JsonText.Quote(option)} in '{key}' is not supported. Supported are -s, -d, -i, -o and -p, each also after '!'."),
            };
            if (++i == words.Count)
            {
                throw PluginErrors.Invalid($"The condition '{option}' in '{key}' has no value.");
            }

            if (!conditions._options.Add(name))
            {
                throw PluginErrors.Invalid($"The condition '{option}' is in '{key}' more than once.");
            }

            conditions.Add(name, words[i], inverted, family, $"The condition '{option} {words[i]}' in '{key}'");
        }

        return conditions;
    }

    private void Add(string name, string value, bool inverted, AddressFamily family, string what)
    {
        switch (name)
        {
            case "-s" or "-d":
                IPNetwork prefix = ParsePrefix(value, family, what);
                if (prefix.PrefixLength > 0)
                {
                    _statements.Add(name == "-s" ? NftMatch.Source(prefix, inverted) : NftMatch.Destination(prefix, inverted));
                }
                else if (inverted)
                {
                    throw PluginErrors.Invalid($"{what} is met by no packet.");
                }

                break;
            case "-i" or "-o":
                string link = ParseInterface(value, what);
                _statements.Add(name == "-i" ? NftMatch.InputInterface(link, inverted) : NftMatch.OutputInterface(link, inverted));
                break;
            default:
                NftTransportMatch protocol = value.ToUpperInvariant() switch
                {
                    "TCP" or "6" => NftMatch.Tcp,
                    "UDP" or "17" => NftMatch.Udp,
                    "SCTP" or "132" => NftMatch.Sctp,
                    _ => throw PluginErrors.Invalid($"{what} is not about tcp, udp or sctp, which are the protocols of ports."),
                };
                _protocol = (protocol, inverted);
                break;
        }
    }

    private static IPNetwork ParsePrefix(string value, AddressFamily family, string what)
    {
        IPNetwork? prefix = CniPrefix.TryParseAddress(value) is { } address ? CniPrefix.Of(address, address.GetAddressBytes().Length * 8) : CniPrefix.TryParse(value);
        return prefix is { } network && network.BaseAddress.AddressFamily == family
            ? network
            : throw PluginErrors.Invalid($"{what} must be one {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address or prefix, such as {(family == AddressFamily.InterNetwork ? "192.0.2.0/24" : "2001:db8::/64")}.");
    }

    /// <summary>Reads the name of an interface. With "+" at its end it stands for all that start so.</summary>
    private static string ParseInterface(string value, string what)
    {
        string start = value.EndsWith('+') ? value[..^1] : value;
        return start.Length is > 0 and <= MaxInterfaceName && start.All(c => c is > ' ' and <= '~' and not ('/' or ':' or '*' or '+' or '!'))
            ? start.Length == value.Length ? value : $"{start}*"
            : throw PluginErrors.Invalid($"{what} is not the name of an interface.");
    }
}
