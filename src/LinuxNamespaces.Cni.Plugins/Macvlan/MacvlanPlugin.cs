using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Attaches a container to the network of a link of the host, with a hardware address of its own.</summary>
internal sealed class MacvlanPlugin : CniPlugin<MacvlanConfiguration>
{
    protected override CniResult Add(CniRequest<MacvlanConfiguration> request)
    {
        MacvlanConfiguration configuration = request.Configuration;
        Link parent = ParentLink.Find(request, configuration.Master, configuration.LinkInContainer);
        int? mtu = NetworkConfiguration.ReadMtu(configuration.Mtu);
        if (mtu > parent.Info.Mtu)
        {
            throw PluginErrors.Invalid($"'mtu' {mtu} is larger than that of '{parent.Name}', {parent.Info.Mtu}.");
        }

        MacvlanOptions options = new(parent) { Mode = configuration.ReadMode(), Mtu = mtu, Alias = OwnerMark.Of(request) };
        return ParentLink.Attach(
            request, configuration, HardwareAddresses.Requested(request, configuration), () => request.ContainerNamespace.Links.Add(request.InterfaceName, options));
    }

    protected override void Delete(CniRequest<MacvlanConfiguration> request) => ParentLink.Detach(request, request.Configuration);

    protected override void Check(CniRequest<MacvlanConfiguration> request) => ParentLink.Check(request, request.Configuration, "macvlan");

    protected override void Status(CniRequest<MacvlanConfiguration> request) => ParentLink.Delegate(request.Configuration, request.DelegateStatus);

    protected override void CollectGarbage(CniRequest<MacvlanConfiguration> request) => ParentLink.Delegate(request.Configuration, request.DelegateCollectGarbage);
}
