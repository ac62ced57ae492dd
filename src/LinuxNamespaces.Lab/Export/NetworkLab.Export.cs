namespace LinuxNamespaces.Lab;

/// <content>Descriptions for other engines.</content>
public sealed partial class NetworkLab
{
    /// <summary>
    /// Describes the lab as a topology of containerlab: a container for each node, also for switches, with links, addresses, routes and names. Comments list what is not carried over;
    /// conditions of links are there as commands of <c>containerlab tools netem</c>.
    /// </summary>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The text of a file such as <c>lab.clab.yml</c>.</returns>
    /// <exception cref="InvalidOperationException">The lab has no node, or an interface has a name that the kernel would reject.</exception>
    public string ToContainerlab(ContainerlabOptions? options = null) => ContainerlabExport.Write(this, options ?? ContainerlabOptions.Default);

    /// <summary>
    /// Describes the lab as Kubernetes manifests for meshnet-cni, which connects pods on any nodes of a cluster by VXLAN: a <c>Topology</c> and a pod for each node, also for switches, with links,
    /// addresses, routes and names. Comments list what is not carried over.
    /// </summary>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The text of a YAML file for <c>kubectl apply</c>.</returns>
    /// <remarks>The pods need the capability NET_ADMIN, and routers are privileged. The interface <c>eth0</c> of a pod belongs to the cluster, so that of the lab has another name.</remarks>
    /// <exception cref="InvalidOperationException">The lab has no node, or an interface has a name that the kernel would reject.</exception>
    public string ToMeshnet(MeshnetOptions? options = null) => MeshnetExport.Write(this, options ?? MeshnetOptions.Default);
}
