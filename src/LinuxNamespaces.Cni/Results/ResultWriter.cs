using System.Net.Sockets;
using System.Text.Json;

namespace LinuxNamespaces.Cni;

/// <summary>Writes a result in a version of the specification.</summary>
internal static class ResultWriter
{
    internal static void Write(Utf8JsonWriter writer, CniResult result, string version)
    {
        bool details = CniVersion.HasDetails(version);
        writer.WriteStartObject();
        writer.WriteString("cniVersion"u8, version);
        WriteList(writer, "interfaces", result.Interfaces, (w, item) => WriteInterface(w, item, details));
        WriteList(writer, "ips", result.Addresses, (w, item) => WriteAddress(w, item, CniVersion.HasAddressFamily(version)));
        WriteList(writer, "routes", result.Routes, (w, item) => WriteRoute(w, item, details));
        WriteDns(writer, result.Dns);
        writer.WriteEndObject();
    }

    private static void WriteInterface(Utf8JsonWriter writer, CniInterface link, bool details)
    {
        writer.WriteString("name"u8, link.Name);
        WriteOptional(writer, "mac", link.HardwareAddress);
        if (details)
        {
            WriteOptional(writer, "mtu", link.Mtu);
        }

        WriteOptional(writer, "sandbox", link.Sandbox);
        if (details)
        {
            WriteOptional(writer, "socketPath", link.SocketPath);
            WriteOptional(writer, "pciID", link.PciId);
        }
    }

    private static void WriteAddress(Utf8JsonWriter writer, CniAddress address, bool family)
    {
        if (family)
        {
            writer.WriteString("version"u8, address.Address.AddressFamily == AddressFamily.InterNetwork ? "4"u8 : "6"u8);
        }

        WriteOptional(writer, "interface", address.Interface);
        writer.WriteString("address"u8, address.ToString());
        WriteOptional(writer, "gateway", address.Gateway?.ToString());
    }

    private static void WriteRoute(Utf8JsonWriter writer, CniRoute route, bool details)
    {
        writer.WriteString("dst"u8, route.Destination.ToString());
        WriteOptional(writer, "gw", route.Gateway?.ToString());
        if (details)
        {
            WriteOptional(writer, "mtu", route.Mtu);
            WriteOptional(writer, "advmss", route.AdvertisedMss);
            WriteOptional(writer, "priority", route.Priority);
            WriteOptional(writer, "table", route.Table);
            WriteOptional(writer, "scope", route.Scope);
        }
    }

    private static void WriteDns(Utf8JsonWriter writer, CniDns dns)
    {
        writer.WriteStartObject("dns"u8);
        WriteStrings(writer, "nameservers", dns.NameServers);
        WriteOptional(writer, "domain", dns.Domain);
        WriteStrings(writer, "search", dns.Search);
        WriteStrings(writer, "options", dns.Options);
        writer.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
