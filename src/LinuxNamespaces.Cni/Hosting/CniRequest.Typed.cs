namespace LinuxNamespaces.Cni;

/// <summary>A request to a plugin, with its configuration.</summary>
/// <typeparam name="TConfiguration">The type of the configuration.</typeparam>
public sealed class CniRequest<TConfiguration> : CniRequest
    where TConfiguration : class
{
    internal CniRequest(CniCall call, CniCommand command, TConfiguration configuration)
        : base(call, command) => Configuration = configuration;

    /// <summary>Gets the plugin's part of the network configuration.</summary>
    public TConfiguration Configuration { get; }
}
