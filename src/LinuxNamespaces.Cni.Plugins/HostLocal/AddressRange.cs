using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>A range of addresses within a subnet, and the gateway, which is never given away.</summary>
internal sealed class AddressRange
{
    private AddressRange(IPNetwork subnet, UInt128 first, UInt128 last, IPAddress gateway)
    {
        Subnet = subnet;
        First = first;
        Last = last;
        Gateway = gateway;
    }

    internal IPNetwork Subnet { get; }

    internal UInt128 First { get; }

    internal UInt128 Last { get; }

    internal IPAddress Gateway { get; }

    internal AddressFamily Family => Subnet.BaseAddress.AddressFamily;

    internal static AddressRange Create(RangeSettings settings)
    {
        (IPAddress address, int length) = CniPrefix.TrySplit(settings.Subnet ?? "") ?? throw PluginErrors.Invalid($"The subnet is not a prefix: {JsonText.Quote(settings.Subnet ?? "")}.");
        IPNetwork subnet = CniPrefix.Of(address, length);
        if (!subnet.BaseAddress.Equals(address))
        {
            throw PluginErrors.Invalid($"The subnet {JsonText.Quote(settings.Subnet!)} has bits set after its prefix. Use {subnet}.");
        }

        int bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (bits - length < 2)
        {
            throw PluginErrors.Invalid($"The subnet {subnet} is too small: the network, the gateway and the broadcast address leave nothing.");
        }

        UInt128 network = AddressNumber.ToNumber(address);
        UInt128 size = length == 0 && bits == 128 ? UInt128.MaxValue : UInt128.One << (bits - length);
        UInt128 last = network + (size - 1) - (bits == 32 ? UInt128.One : UInt128.Zero);
        IPAddress gateway = ReadAddress(subnet, settings.Gateway, "gateway", canBeOutside: true) ?? AddressNumber.ToAddress(network + 1, address.AddressFamily);
        UInt128 start = ReadAddress(subnet, settings.RangeStart, "rangeStart") is { } startAddress ? AddressNumber.ToNumber(startAddress) : network + 1;
        UInt128 end = ReadAddress(subnet, settings.RangeEnd, "rangeEnd") is { } endAddress ? AddressNumber.ToNumber(endAddress) : last;
        return start <= end
            ? new AddressRange(subnet, start, end, gateway)
            : throw PluginErrors.Invalid($"'rangeStart' {settings.RangeStart} comes after 'rangeEnd' {settings.RangeEnd} in {subnet}.");
    }

    internal bool Contains(IPAddress address) =>
        address.AddressFamily == Family && AddressNumber.ToNumber(address) is var number && number >= First && number <= Last;

    internal bool Overlaps(AddressRange other) => Family == other.Family && First <= other.Last && other.First <= Last;

    public override string ToString() => $"{AddressNumber.ToAddress(First, Family)}-{AddressNumber.ToAddress(Last, Family)}";

    private static IPAddress? ReadAddress(IPNetwork subnet, string? text, string name, bool canBeOutside = false)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        IPAddress address = CniPrefix.TryParseAddress(text) ?? throw PluginErrors.Invalid($"'{name}' is not an IP address: {JsonText.Quote(text)}.");
        return address.AddressFamily == subnet.BaseAddress.AddressFamily && (canBeOutside || subnet.Contains(address))
            ? address
            : throw PluginErrors.Invalid($"'{name}' {address} is not {(canBeOutside ? "of the family of" : "in")} the subnet {subnet}.");
    }
}
