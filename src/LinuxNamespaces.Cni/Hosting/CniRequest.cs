namespace LinuxNamespaces.Cni;

/// <summary>A validated request to a plugin: the environment, and the parts of the configuration that all plugins have.</summary>
public abstract class CniRequest
{
    private readonly CniCall _call;

    private protected CniRequest(CniCall call, CniCommand command)
    {
        _call = call;
        Command = command;
    }

    /// <summary>Gets what the runtime asks for.</summary>
    public CniCommand Command { get; }

    /// <summary>Gets the version of the specification that the configuration is written for.</summary>
    public string Version => _call.Configuration.Version;

    /// <summary>Gets the name of the network.</summary>
    public string NetworkName => _call.Configuration.Name;

    /// <summary>Gets the type of the plugin in the configuration: the name of its executable file.</summary>
    public string PluginType => _call.Configuration.Type;

    /// <summary>Gets the ID of the container; empty if the request is not about one.</summary>
    public string ContainerId => _call.Environment.ContainerId;

    /// <summary>Gets the name of the interface in the container; empty if the request is not about one.</summary>
    public string InterfaceName => _call.Environment.InterfaceName;

    /// <summary>Gets the path of the network namespace of the container; <see langword="null"/> if DEL came without one, or the request is not about a container.</summary>
    public string? NetworkNamespacePath => _call.Environment.NetworkNamespacePath;

    /// <summary>Gets the pairs of CNI_ARGS.</summary>
    public IReadOnlyDictionary<string, string> Arguments => _call.Environment.Arguments;

    /// <summary>Gets the directories of CNI_PATH, in which plugins are found.</summary>
    public IReadOnlyList<string> PluginDirectories => _call.Environment.PluginDirectories;

    /// <summary>Gets the result of the plugin before this one in the chain, or for CHECK and DEL the result of the attachment; <see langword="null"/> if there is none.</summary>
    public CniResult? PreviousResult => _call.Configuration.PreviousResult;

    /// <summary>Gets the attachments that GC must leave alone; empty for other commands.</summary>
    public IReadOnlySet<CniAttachmentId> ValidAttachments => _call.Configuration.ValidAttachments;

    /// <summary>Gets a token that is cancelled when the time of <see cref="CniHostOptions.Timeout"/> is over.</summary>
    public CancellationToken CancellationToken => _call.CancellationToken;

    /// <summary>Gets the network namespace of the host: that of the plugin. The host disposes it.</summary>
    public NetNamespace HostNamespace => _call.HostNamespace;

    /// <summary>Gets whether the network namespace of the container exists.</summary>
    public bool HasContainerNamespace => _call.FindContainerNamespace() is not null;

    /// <summary>Gets the network namespace of the container. It is never that of the host. The host disposes it.</summary>
    /// <exception cref="CniException">The namespace does not exist.</exception>
    /// <exception cref="LinuxException">The caller lacks the right to open it.</exception>
    public NetNamespace ContainerNamespace => _call.FindContainerNamespace()
        ?? throw new CniException(CniErrorCode.UnknownContainer, $"The network namespace '{NetworkNamespacePath}' does not exist.");

    /// <summary>Registers an action that undoes a step of ADD. If ADD fails, the actions run in the reverse order of their registration.</summary>
    /// <param name="undo">The action. Its exceptions are ignored.</param>
    public void OnFailure(Action undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        _call.OnFailure(undo);
    }

    /// <summary>Passes ADD on to another plugin, such as one that manages addresses. If this ADD fails later, the other plugin gets DEL.</summary>
    /// <param name="pluginType">The name of the other plugin's executable file.</param>
    /// <returns>The result of the other plugin.</returns>
    /// <remarks>The other plugin gets the whole configuration and environment of this one.</remarks>
    /// <exception cref="CniException">The plugin was not found in CNI_PATH, failed, or did not end in time.</exception>
    public CniResult DelegateAdd(string pluginType)
    {
        // The delegate may fail halfway: the specification has it cleaned up as well.
        _call.OnFailure(() => _call.Delegate(pluginType, CniCommand.Delete));
        return _call.Delegate(pluginType, CniCommand.Add) ?? throw new CniException($"The plugin '{pluginType}' returned no result.");
    }

    /// <summary>Passes DEL on to another plugin.</summary>
    /// <inheritdoc cref="DelegateCheck" path="/*[not(self::summary)]"/>
    public void DelegateDelete(string pluginType) => _call.Delegate(pluginType, CniCommand.Delete);

    /// <summary>Passes CHECK on to another plugin.</summary>
    /// <param name="pluginType">The name of the other plugin's executable file.</param>
    /// <exception cref="CniException">The plugin was not found in CNI_PATH, failed, or did not end in time.</exception>
    public void DelegateCheck(string pluginType) => _call.Delegate(pluginType, CniCommand.Check);

    /// <summary>Passes STATUS on to another plugin.</summary>
    /// <inheritdoc cref="DelegateCheck" path="/*[not(self::summary)]"/>
    public void DelegateStatus(string pluginType) => _call.Delegate(pluginType, CniCommand.Status);

    /// <summary>Passes GC on to another plugin.</summary>
    /// <inheritdoc cref="DelegateCheck" path="/*[not(self::summary)]"/>
    public void DelegateCollectGarbage(string pluginType) => _call.Delegate(pluginType, CniCommand.CollectGarbage);
}
