using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LinuxNamespaces.Cni;

/// <summary>A plugin together with the way its configuration is read.</summary>
public sealed class CniPluginHandler
{
    private readonly Func<CniCall, CniCommand, CniResult?> _invoke;

    private CniPluginHandler(Func<CniCall, CniCommand, CniResult?> invoke) => _invoke = invoke;

    /// <summary>Creates a handler.</summary>
    /// <typeparam name="TConfiguration">The type of the plugin's part of the network configuration.</typeparam>
    /// <param name="plugin">The plugin.</param>
    /// <param name="configuration">How the configuration is read: a property of a source-generated <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <returns>The handler.</returns>
    public static CniPluginHandler Create<TConfiguration>(CniPlugin<TConfiguration> plugin, JsonTypeInfo<TConfiguration> configuration)
        where TConfiguration : class
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(configuration);
        return new CniPluginHandler((call, command) => plugin.Invoke(new CniRequest<TConfiguration>(call, command, Read(call, configuration))));
    }

    internal CniResult? Invoke(CniCall call, CniCommand command) => _invoke(call, command);

    private static TConfiguration Read<TConfiguration>(CniCall call, JsonTypeInfo<TConfiguration> configuration)
        where TConfiguration : class
    {
        try
        {
            return call.Configuration.Root.Deserialize(configuration)!;
        }
        catch (JsonException e)
        {
            throw new CniException(CniErrorCode.DecodingFailure, $"The configuration has a value of the wrong type at '{e.Path}': {e.Message}", innerException: e);
        }
        catch (InvalidOperationException e)
        {
            // Strings with half of a surrogate pair.
            throw new CniException(CniErrorCode.DecodingFailure, $"The configuration cannot be read: {e.Message}", innerException: e);
        }
    }
}
