namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The address manager for addresses that the engine has chosen.</summary>
internal sealed class StaticAddresses(CniResult result) : CniPlugin<NetworkConfiguration>
{
    internal const string Type = "static";

    protected override CniResult Add(CniRequest<NetworkConfiguration> request) => result;

    protected override void Delete(CniRequest<NetworkConfiguration> request)
    {
        // The engine takes them back.
    }
}
