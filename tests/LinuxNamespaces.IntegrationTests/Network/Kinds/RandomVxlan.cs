using System.Globalization;
using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

/// <summary>A random valid VXLAN, as options of the library and as the words of ip-link(8).</summary>
internal sealed class RandomVxlan
{
    private readonly Random _random;
    private readonly List<string> _words = [];

    internal RandomVxlan(Random random, Link device)
    {
        _random = random;
        Options = random.Next(4) == 0 ? External() : WithId(device);
        bool learning = !Options.IsExternal && Maybe("learning", "nolearning");
        Options = Options with
        {
            Learning = learning,
            UdpPort = (ushort)Word("dstport", random.Next(1, 65536)),
            TimeToLive = random.Next(2) == 0 ? (byte)Word("ttl", random.Next(1, 256)) : null,
            AgeingTime = TimeSpan.FromSeconds(Word("ageing", random.Next())),
            MaxAddresses = (uint)Word("maxaddress", random.Next()),
            UdpChecksum = Maybe("udpcsum", "noudpcsum"),
            SendZeroChecksum6 = Maybe("udp6zerocsumtx", "noudp6zerocsumtx"),
            ReceiveZeroChecksum6 = Maybe("udp6zerocsumrx", "noudp6zerocsumrx"),
        };
        if (Options.TimeToLive is null && !Options.GenericProtocol && random.Next(2) == 0)
        {
            _words.AddRange(["ttl", "inherit"]);
            Options = Options with { InheritTimeToLive = true };
        }

        Options = random.Next(3) switch
        {
            0 => Options with { TypeOfService = (byte)Word("tos", random.Next(1, 128) * 2, "0x{0:x}") },
            1 => Options with { InheritTypeOfService = Inherit("tos") },
            _ => Options,
        };
        if (random.Next(2) == 0)
        {
            int first = random.Next(1, 65536);
            int last = random.Next(first, 65536);
            _words.AddRange(["srcport", Number(first), Number(last)]);
            Options = Options with { SourcePorts = new UdpPortRange((ushort)first, (ushort)last) };
        }
    }

    internal VxlanOptions Options { get; }

    /// <summary>What follows "type vxlan".</summary>
    internal string Words => string.Join(' ', _words);

    private VxlanOptions External()
    {
        _words.Add("external");
        VxlanOptions options = new();
        if (_random.Next(3) == 0)
        {
            _words.Add("gpe");
            return options with { GenericProtocol = true };
        }

        if (_random.Next(2) == 0 && Environment.OSVersion.Version >= new Version(5, 18))
        {
            _words.Add("vnifilter");
            options = options with { VniFilter = true };
        }

        return WithServices(options);
    }

    private VxlanOptions WithId(Link device)
    {
        VxlanOptions options = WithServices(new VxlanOptions(Word("id", _random.Next(16777216))));
        bool six = _random.Next(2) == 0;
        if (_random.Next(2) == 0)
        {
            _words.AddRange(["dev", device.Name]);
            options = options with { Underlying = device };
        }

        if (_random.Next(4) != 0)
        {
            string remote = (_random.Next(2) == 0 && options.Underlying is not null, six) switch
            {
                (true, true) => $"ff05::{_random.Next(1, 65536):x}",
                (true, false) => $"239.1.{_random.Next(256)}.{_random.Next(256)}",
                (false, true) => $"fd00::{_random.Next(1, 65536):x}",
                (false, false) => $"10.1.{_random.Next(256)}.{_random.Next(256)}",
            };
            _words.AddRange([remote.StartsWith("ff", StringComparison.Ordinal) || remote.StartsWith("239", StringComparison.Ordinal) ? "group" : "remote", remote]);
            options = options with { Remote = IPAddress.Parse(remote) };
        }

        if (_random.Next(2) == 0)
        {
            string local = six ? $"fd00:1::{_random.Next(1, 65536):x}" : $"10.2.{_random.Next(256)}.{_random.Next(256)}";
            _words.AddRange(["local", local]);
            options = options with { Local = IPAddress.Parse(local) };
        }

        if (six && (options.Remote ?? options.Local) is not null && _random.Next(2) == 0)
        {
            options = options with { FlowLabel = Word("flowlabel", _random.Next(0x100000)) };
        }

        TunnelFragmentation fragmentation = (TunnelFragmentation)_random.Next(3);
        _words.AddRange(["df", fragmentation switch { TunnelFragmentation.Forbidden => "set", TunnelFragmentation.Inherited => "inherit", _ => "unset" }]);
        return options with { Fragmentation = fragmentation };
    }

    private VxlanOptions WithServices(VxlanOptions options)
    {
        options = options with
        {
            Proxy = Maybe("proxy", "noproxy"),
            RouteShortCircuit = Maybe("rsc", "norsc"),
            LinkLayerMissNotifications = Maybe("l2miss", "nol2miss"),
            NetworkMissNotifications = Maybe("l3miss", "nol3miss"),
            SendRemoteChecksum = Maybe("remcsumtx", "noremcsumtx"),
            ReceiveRemoteChecksum = Maybe("remcsumrx", "noremcsumrx"),
            GroupPolicy = _random.Next(2) == 0,
        };
        if (options.GroupPolicy)
        {
            _words.Add("gbp");
        }

        return options;
    }

    private bool Maybe(string yes, string no)
    {
        bool value = _random.Next(2) == 0;
        _words.Add(value ? yes : no);
        return value;
    }

    private bool Inherit(string word)
    {
        _words.AddRange([word, "inherit"]);
        return true;
    }

    private int Word(string word, int value, string format = "{0}")
    {
        _words.AddRange([word, string.Format(CultureInfo.InvariantCulture, format, value)]);
        return value;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
