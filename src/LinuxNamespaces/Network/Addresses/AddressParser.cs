using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Reads addresses in the words of ip-address(8).</summary>
internal static class AddressParser
{
    private static readonly Dictionary<string, AddressFlags> s_flags = new()
    {
        ["nodad"] = AddressFlags.NoDuplicateAddressDetection,
        ["optimistic"] = AddressFlags.Optimistic,
        ["home"] = AddressFlags.HomeAddress,
        ["mngtmpaddr"] = AddressFlags.ManageTemporaryAddress,
        ["noprefixroute"] = AddressFlags.NoPrefixRoute,
        ["autojoin"] = AddressFlags.MulticastAutoJoin,
    };

    internal static InterfaceAddress Parse(string text)
    {
        Words words = new(text, "address with the length of its prefix, such as 192.168.10.100/24 or fd00::1/64");
        try
        {
            return Read(words);
        }
        catch (ArgumentException e)
        {
            throw words.Error(e.Message.TrimEnd('.'));
        }
    }

    private static InterfaceAddress Read(Words words)
    {
        words.Take("local");
        string first = words.Next();
        if (words.Peek == "peer")
        {
            // The length is that of the prefix of the peer.
            words.Next();
            (IPAddress peer, int peerLength) = ReadPrefix(words, words.Next());
            return ReadOptions(words, new InterfaceAddress(ReadAddress(words, first), peerLength) { Peer = peer });
        }

        (IPAddress address, int length) = ReadPrefix(words, first);
        return ReadOptions(words, new InterfaceAddress(address, length));
    }

    private static InterfaceAddress ReadOptions(Words words, InterfaceAddress address)
    {
        while (!words.AtEnd)
        {
            string word = words.Next();
            address = word switch
            {
                "broadcast" or "brd" => address with { Broadcast = ReadBroadcast(words, address) },
                "label" => address with { Label = words.Next() },
                "scope" => address with { Scope = (AddressScope)words.Known(RouteNames.ScopeOf(words.Peek ?? string.Empty), words.Next()) },
                "metric" or "priority" or "preference" => address with { RouteMetric = words.Number(0, uint.MaxValue) },
                "valid_lft" => address with { ValidLifetime = ReadLifetime(words) },
                "preferred_lft" => address with { PreferredLifetime = ReadLifetime(words) },
                "proto" => address with { Protocol = ReadProtocol(words) },
                _ when s_flags.TryGetValue(word, out AddressFlags flag) => address with { Flags = address.Flags | flag },
                _ => throw words.Error($"{PrintableText.Quote(word)} is not known here"),
            };
        }

        return address;
    }

    private static (IPAddress Address, int Length) ReadPrefix(Words words, string word)
    {
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? (ReadAddress(words, word[..slash]), length)
            : throw words.Error($"{PrintableText.Quote(word)} has no length of a prefix");
    }

    private static IPAddress ReadAddress(Words words, string word) =>
        IPAddress.TryParse(word, out IPAddress? address) ? address : throw words.Error($"{PrintableText.Quote(word)} is not an address");

    /// <summary>An address, or a sign for the last (+) or the first (-) address of the subnet.</summary>
    private static IPAddress? ReadBroadcast(Words words, InterfaceAddress address)
    {
        if (words.Peek is not ("+" or "-") || address.Address.AddressFamily != AddressFamily.InterNetwork)
        {
            return words.Address();
        }

        bool ones = words.Next() == "+";
        // A subnet of two addresses has no broadcast address; RFC 3021.
        if (address.PrefixLength >= 31)
        {
            return null;
        }

        byte[] bytes = (address.Peer ?? address.Address).GetAddressBytes();
        for (int bit = address.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            int mask = 0x80 >> (bit % 8);
            bytes[bit / 8] = (byte)(ones ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }

        return new IPAddress(bytes);
    }

    /// <summary>Seconds, as ip-address takes and prints them.</summary>
    private static TimeSpan? ReadLifetime(Words words) => words.Take("forever") ? null : words.Time(TimeSpan.FromSeconds(1));

    private static AddressProtocol ReadProtocol(Words words)
    {
        string word = words.Next();
        return word switch
        {
            "unspec" => AddressProtocol.Unspecified,
            "kernel_lo" => AddressProtocol.KernelLoopback,
            "kernel_ra" => AddressProtocol.KernelRouterAdvertisement,
            "kernel_ll" => AddressProtocol.KernelLinkLocal,
            _ => byte.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? (AddressProtocol)number : throw words.Error($"{PrintableText.Quote(word)} is not a protocol"),
        };
    }
}
