using System.Text.Json;
using System.Text.Json.Nodes;

namespace LinuxNamespaces.Cni;

/// <summary>Attaches containers to networks by running plugins: what a container engine does.</summary>
/// <remarks>
/// <para>Results are kept on disk, where other runtimes find them too, until the attachment is deleted.</para>
/// <para>
/// Attachments of different containers may be changed at the same time. By the specification the calls for one container must not overlap,
/// and nothing else may run in a network during <see cref="CollectGarbageAsync"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// CniRuntime runtime = new(new CniRuntimeOptions { PluginDirectories = ["/opt/cni/bin"] });
/// CniNetwork network = CniNetwork.Load("/etc/cni/net.d/10-bridge.conflist");
/// CniAttachment attachment = new("web-1", "/run/netns/web-1");
/// CniResult result = await runtime.AddAsync(network, attachment);
/// await runtime.DeleteAsync(network, attachment);
/// </code>
/// </example>
public sealed class CniRuntime
{
    private readonly CniRuntimeOptions _options;
    private readonly ResultCache _cache;

    /// <summary>Creates a runtime.</summary>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    public CniRuntime(CniRuntimeOptions? options = null)
    {
        _options = options ?? new CniRuntimeOptions();
        _cache = new ResultCache(_options.CacheDirectory);
    }

    /// <summary>Attaches a container: calls ADD of each plugin in order, and keeps the result of the last.</summary>
    /// <param name="network">The network.</param>
    /// <param name="attachment">The attachment.</param>
    /// <param name="cancellationToken">A token that ends the running plugin.</param>
    /// <returns>The result.</returns>
    /// <remarks>If a plugin fails, the caller should call <see cref="DeleteAsync"/>.</remarks>
    /// <exception cref="ArgumentException">The attachment has no network namespace.</exception>
    /// <exception cref="CniException">A plugin failed, was not found, or did not end in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<CniResult> AddAsync(CniNetwork network, CniAttachment attachment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        RequireNamespace(attachment);
        ReadOnlyMemory<byte> output = default;
        CniResult result = new();
        JsonNode? previous = null;
        foreach (JsonObject plugin in network.Plugins)
        {
            output = await CallAsync(plugin, CniCommand.Add, attachment, PluginConfiguration.Create(network, plugin, attachment, previous), cancellationToken).ConfigureAwait(false);
            result = PluginProcess.ReadResult(TypeOf(plugin), output);
            // In the version of the network, whatever version the plugin answered in.
            output = result.ToJson(network.Version);
            previous = JsonNode.Parse(output.Span);
        }

        _cache.Write(network, attachment, output);
        return result;
    }

    /// <summary>Removes an attachment: calls DEL of each plugin in the reverse order, and forgets the result.</summary>
    /// <param name="network">The network.</param>
    /// <param name="attachment">The attachment. It need not exist.</param>
    /// <param name="cancellationToken">A token that ends the running plugin.</param>
    /// <returns>A task that ends with the last plugin.</returns>
    /// <exception cref="CniException">A plugin failed, was not found, or did not end in time. The result is kept for another attempt.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task DeleteAsync(CniNetwork network, CniAttachment attachment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(attachment);
        JsonNode? previous = CniVersion.IsAtLeast(network.Version, "0.4.0") ? _cache.Find(network.Name, attachment.Id) : null;
        foreach (JsonObject plugin in network.Plugins.Reverse())
        {
            await CallAsync(plugin, CniCommand.Delete, attachment, PluginConfiguration.Create(network, plugin, attachment, previous), cancellationToken).ConfigureAwait(false);
        }

        _cache.Delete(network.Name, attachment.Id);
    }

    /// <summary>Verifies an attachment: calls CHECK of each plugin in order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="attachment">The attachment.</param>
    /// <param name="cancellationToken">A token that ends the running plugin.</param>
    /// <returns>A task that ends with the last plugin.</returns>
    /// <exception cref="ArgumentException">The attachment has no network namespace.</exception>
    /// <exception cref="CniException">The attachment is not as its result says, there is no result, or the version of the network lacks CHECK (code 1).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task CheckAsync(CniNetwork network, CniAttachment attachment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        RequireNamespace(attachment);
        RequireCommand(network, CniCommand.Check);
        if (network.DisableCheck)
        {
            return;
        }

        JsonNode previous = _cache.Find(network.Name, attachment.Id)
            ?? throw new CniException(CniErrorCode.UnknownContainer, $"There is no result of '{attachment.ContainerId}' in the network '{network.Name}'.");
        foreach (JsonObject plugin in network.Plugins)
        {
            await CallAsync(plugin, CniCommand.Check, attachment, PluginConfiguration.Create(network, plugin, attachment, previous), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes what is left of attachments that are not valid: calls DEL for those whose results are kept, and then GC of each plugin.</summary>
    /// <param name="network">The network.</param>
    /// <param name="validAttachments">The attachments that exist.</param>
    /// <param name="cancellationToken">A token that ends the running plugin.</param>
    /// <returns>A task that ends with the last plugin.</returns>
    /// <remarks>A network of a version below 1.1.0 has no GC; only DEL is called.</remarks>
    /// <exception cref="AggregateException">Calls failed. The others were made.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task CollectGarbageAsync(CniNetwork network, IEnumerable<CniAttachmentId> validAttachments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(validAttachments);
        if (network.DisableGarbageCollection)
        {
            return;
        }

        HashSet<CniAttachmentId> valid = [.. validAttachments];
        List<Exception> failures = [];
        foreach (CniAttachmentId id in _cache.List(network.Name).Where(id => !valid.Contains(id)))
        {
            await TryAsync(() => DeleteAsync(network, new CniAttachment(id.ContainerId, null, id.InterfaceName), cancellationToken), failures).ConfigureAwait(false);
        }

        foreach (JsonObject plugin in CniVersion.Supports(network.Version, CniCommand.CollectGarbage) ? network.Plugins : [])
        {
            ReadOnlyMemory<byte> configuration = PluginConfiguration.CreateForGarbageCollection(network, plugin, valid);
            await TryAsync(() => CallAsync(plugin, CniCommand.CollectGarbage, null, configuration, cancellationToken), failures).ConfigureAwait(false);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>Verifies that ADD can succeed: calls STATUS of each plugin.</summary>
    /// <param name="network">The network.</param>
    /// <param name="cancellationToken">A token that ends the running plugin.</param>
    /// <returns>A task that ends with the last plugin.</returns>
    /// <remarks>A network of a version below 1.1.0 has no STATUS; the call does nothing then.</remarks>
    /// <exception cref="CniException">A plugin is not ready.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task CheckStatusAsync(CniNetwork network, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (JsonObject plugin in CniVersion.Supports(network.Version, CniCommand.Status) ? network.Plugins : [])
        {
            await CallAsync(plugin, CniCommand.Status, null, PluginConfiguration.Create(network, plugin, null, null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks a plugin for the versions that it supports.</summary>
    /// <param name="pluginType">The name of the plugin's executable file.</param>
    /// <param name="cancellationToken">A token that ends the plugin.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="CniException">The plugin failed, was not found, or did not end in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<CniVersionInfo> GetVersionAsync(string pluginType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pluginType);
        JsonObject plugin = new() { ["type"] = pluginType };
        byte[] configuration = System.Text.Encoding.UTF8.GetBytes($$"""{"cniVersion":"{{CniVersion.Latest}}"}""");
        ReadOnlyMemory<byte> output = await CallAsync(plugin, CniCommand.Version, null, configuration, cancellationToken).ConfigureAwait(false);
        using JsonDocument document = JsonText.Parse(output, "answer to VERSION");
        JsonText.RequireObject(document.RootElement, "answer to VERSION");
        return new CniVersionInfo
        {
            Version = JsonText.GetString(document.RootElement, "cniVersion") ?? "",
            SupportedVersions = JsonText.GetStrings(document.RootElement, "supportedVersions", ""),
        };
    }

    private Task<ReadOnlyMemory<byte>> CallAsync(JsonObject plugin, CniCommand command, CniAttachment? attachment, ReadOnlyMemory<byte> configuration, CancellationToken cancellationToken)
    {
        CniEnvironment environment = new()
        {
            Command = command,
            ContainerId = attachment?.ContainerId ?? "",
            InterfaceName = attachment?.InterfaceName ?? "",
            NetworkNamespacePath = attachment?.NetworkNamespacePath,
            ArgumentText = attachment?.ArgumentText ?? "",
            PluginDirectories = _options.PluginDirectories,
        };
        string type = TypeOf(plugin);
        PluginProcessStart start = new(type, PluginProcess.Find(type, _options.PluginDirectories), environment.Variables(command), configuration)
        {
            Timeout = _options.Timeout,
            HostNamespace = _options.HostNamespace,
        };
        return PluginProcess.RunAsync(start, cancellationToken);
    }

    private static async Task TryAsync(Func<Task> action, List<Exception> failures)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is CniException or LinuxException)
        {
            failures.Add(e);
        }
    }

    private static string TypeOf(JsonObject plugin) => (string)plugin["type"]!;

    private static void RequireCommand(CniNetwork network, CniCommand command)
    {
        if (!CniVersion.Supports(network.Version, command))
        {
            throw new CniException(CniErrorCode.IncompatibleVersion, $"{CniCommands.NameOf(command)} does not exist in version {network.Version} of the network '{network.Name}'.");
        }
    }

    private static void RequireNamespace(CniAttachment attachment)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        if (string.IsNullOrEmpty(attachment.NetworkNamespacePath))
        {
            throw new ArgumentException($"The attachment of '{attachment.ContainerId}' has no network namespace.", nameof(attachment));
        }
    }
}
