using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Attaches a container to a VLAN of a link of the host.</summary>
internal sealed class VlanPlugin : CniPlugin<VlanConfiguration>
{
    protected override CniResult Add(CniRequest<VlanConfiguration> request)
    {
        VlanConfiguration configuration = request.Configuration;
        int id = configuration.RequireId();
        Link parent = ParentLink.Find(request, configuration.RequireMaster(), configuration.LinkInContainer);
        VlanOptions options = new(parent, id) { Mtu = NetworkConfiguration.ReadMtu(configuration.Mtu), Alias = OwnerMark.Of(request) };
        return ParentLink.Attach(request, configuration, mac: null, () => request.ContainerNamespace.Links.Add(request.InterfaceName, options));
    }

    protected override void Delete(CniRequest<VlanConfiguration> request) => ParentLink.Detach(request, request.Configuration);

    protected override void Check(CniRequest<VlanConfiguration> request) => ParentLink.Check(request, request.Configuration, "vlan");

    protected override void Status(CniRequest<VlanConfiguration> request) => ParentLink.Delegate(request.Configuration, request.DelegateStatus);

    protected override void CollectGarbage(CniRequest<VlanConfiguration> request) => ParentLink.Delegate(request.Configuration, request.DelegateCollectGarbage);
}
