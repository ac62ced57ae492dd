using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Changes settings of an interface that another plugin created, and sysctls of its namespace.</summary>
internal sealed class TuningPlugin : CniPlugin<TuningConfiguration>
{
    protected override CniResult Add(CniRequest<TuningConfiguration> request)
    {
        TuningConfiguration configuration = request.Configuration;
        CniResult previous = request.PreviousResult ?? throw PluginErrors.NotChained("tuning");
        foreach ((string path, string value) in Sysctls(request))
        {
            try
            {
                request.ContainerNamespace.Sysctl[path] = value;
            }
            catch (Exception e) when (e is LinuxException or IOException or ArgumentException or NotSupportedException)
            {
                throw new CniException(CniErrorCode.InvalidConfiguration, $"The sysctl '{path}' cannot be set to {JsonText.Quote(value)}: {e.Message}", innerException: e);
            }
        }

        LinkSettings wanted = ReadSettings(request);
        if (wanted == new LinkSettings())
        {
            return previous;
        }

        Link link = request.ContainerNamespace.Links.Find(request.InterfaceName) ?? throw PluginErrors.Invalid($"The container has no interface '{request.InterfaceName}'.");
        Backup(link, wanted).Write(configuration.Directory, request);
        link.Set(wanted);
        return previous with { Interfaces = [.. previous.Interfaces.Select(item => IsOf(item, request) ? Describe(item, link) : item)] };
    }

    protected override void Delete(CniRequest<TuningConfiguration> request)
    {
        string directory = request.Configuration.Directory;
        if (TuningBackup.Read(directory, request) is { } backup && ContainerLink.FindOwn(request) is { } link)
        {
            try
            {
                link.Set(Restore(backup));
            }
            catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
            {
                // The interface is gone, which is what DEL is for.
            }
        }

        TuningBackup.Delete(directory, request);
    }

    protected override void Check(CniRequest<TuningConfiguration> request)
    {
        foreach ((string path, string value) in Sysctls(request))
        {
            string present = request.ContainerNamespace.Sysctl[path];
            if (!Words(present).SequenceEqual(Words(value)))
            {
                throw PluginErrors.Different($"The sysctl '{path}' is '{present}', not '{value}'.");
            }
        }

        LinkSettings wanted = ReadSettings(request);
        LinkInfo link = request.ContainerNamespace.Links.Find(request.InterfaceName)?.Info
            ?? throw PluginErrors.Different($"The container has no interface '{request.InterfaceName}'.");
        Require("MAC address", wanted.Address, link.Address);
        Require("MTU", wanted.Mtu, (int)link.Mtu);
        Require("promiscuous mode", wanted.Promiscuous, (link.Flags & LinkFlags.Promiscuous) != 0);
        Require("all-multicast mode", wanted.AllMulticast, (link.Flags & LinkFlags.AllMulticast) != 0);
        Require("transmit queue length", wanted.TransmitQueueLength, (int)link.TransmitQueueLength);
    }

    private static IEnumerable<(string Path, string Value)> Sysctls(CniRequest<TuningConfiguration> request) =>
        (request.Configuration.SysCtl ?? []).Select(pair => (SysctlNames.Resolve(pair.Key, request.InterfaceName), pair.Value ?? ""));

    private static LinkSettings ReadSettings(CniRequest<TuningConfiguration> request)
    {
        TuningConfiguration configuration = request.Configuration;
        return new LinkSettings
        {
            Address = HardwareAddresses.Requested(request, configuration) ?? (string.IsNullOrEmpty(configuration.Mac) ? null : HardwareAddresses.Parse(configuration.Mac)),
            Mtu = NetworkConfiguration.ReadMtu(configuration.Mtu),
            Promiscuous = configuration.Promisc == true ? true : null,
            AllMulticast = configuration.Allmulti,
            TransmitQueueLength = configuration.TxQLen,
        };
    }

    private static TuningBackup Backup(Link link, LinkSettings wanted) => new()
    {
        Mac = wanted.Address is null ? null : HardwareAddresses.Format(link.Info.Address),
        Mtu = wanted.Mtu is null ? null : (int)link.Info.Mtu,
        Promisc = wanted.Promiscuous is null ? null : (link.Info.Flags & LinkFlags.Promiscuous) != 0,
        Allmulti = wanted.AllMulticast is null ? null : (link.Info.Flags & LinkFlags.AllMulticast) != 0,
        TxQLen = wanted.TransmitQueueLength is null ? null : (int)link.Info.TransmitQueueLength,
    };

    private static LinkSettings Restore(TuningBackup backup) => new()
    {
        Address = string.IsNullOrEmpty(backup.Mac) ? null : HardwareAddresses.Parse(backup.Mac),
        Mtu = backup.Mtu is > 0 ? backup.Mtu : null,
        Promiscuous = backup.Promisc,
        AllMulticast = backup.Allmulti,
        TransmitQueueLength = backup.TxQLen,
    };

    private static bool IsOf(CniInterface item, CniRequest request) => item.Name == request.InterfaceName && item.Sandbox == request.NetworkNamespacePath;

    private static CniInterface Describe(CniInterface item, Link link)
    {
        LinkInfo info = link.Refresh();
        return item with { HardwareAddress = HardwareAddresses.Format(info.Address), Mtu = (int)info.Mtu };
    }

    private static void Require<T>(string what, T? wanted, T? present)
    {
        if (wanted is not null && !wanted.Equals(present))
        {
            throw PluginErrors.Different($"The {what} is {present}, not {wanted}.");
        }
    }

    private static string[] Words(string text) => text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
