using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LinuxNamespaces.Cni;

/// <summary>Runs a plugin as a program: reads the request from the environment and standard input, and writes the result to standard output.</summary>
/// <remarks>
/// The host speaks versions 0.3.0 to 1.1.0 of the CNI specification. It validates the environment and the common part of the configuration,
/// opens the namespaces, converts results between versions, undoes an ADD that fails, and reports errors with their codes. VERSION is answered by the host.
/// </remarks>
/// <seealso href="https://www.cni.dev/docs/spec/"/>
public static class CniHost
{
    /// <summary>Runs a plugin.</summary>
    /// <typeparam name="TConfiguration">The type of the plugin's part of the network configuration.</typeparam>
    /// <param name="plugin">The plugin.</param>
    /// <param name="configuration">How the configuration is read: a property of a source-generated <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The exit code for the program: 0 on success, otherwise 1.</returns>
    public static int Run<TConfiguration>(CniPlugin<TConfiguration> plugin, JsonTypeInfo<TConfiguration> configuration, CniHostOptions? options = null)
        where TConfiguration : class =>
        Run(CniPluginHandler.Create(plugin, configuration), options);

    /// <summary>Runs a plugin.</summary>
    /// <param name="handler">The plugin with the way its configuration is read.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The exit code for the program: 0 on success, otherwise 1.</returns>
    public static int Run(CniPluginHandler handler, CniHostOptions? options)
    {
        ArgumentNullException.ThrowIfNull(handler);
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        return Run(handler, options ?? new CniHostOptions(), Environment.GetEnvironmentVariable, input, output);
    }

    internal static int Run(CniPluginHandler handler, CniHostOptions options, Func<string, string?> getVariable, Stream input, Stream output)
    {
        if (string.IsNullOrEmpty(getVariable("CNI_COMMAND")))
        {
            Console.Error.WriteLine(options.About ?? $"The CNI plugin {Path.GetFileName(Environment.ProcessPath)}");
            Console.Error.WriteLine($"CNI protocol versions supported: {string.Join(", ", CniVersion.All)}");
            return 0;
        }

        string version = CniVersion.Latest;
        using MemoryStream answer = new();
        int code = 0;
        try
        {
            CniEnvironment environment = CniEnvironment.Read(getVariable);
            using CniConfiguration configuration = CniConfiguration.Parse(ReadToEnd(input));
            version = CniVersion.IndexOf(configuration.Version) >= 0 ? configuration.Version : version;
            if (environment.Command == CniCommand.Version)
            {
                WriteVersions(answer, version);
            }
            else
            {
                configuration.ReadRest(environment.Command);
                if (Execute(handler, options, environment, configuration) is { } result)
                {
                    answer.Write(result.ToJson(version));
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            answer.SetLength(0);
            ErrorReport.Write(answer, version, ErrorReport.From(e));
            code = 1;
        }

        answer.WriteTo(output);
        output.Flush();
        return code;
    }

    private static CniResult? Execute(CniPluginHandler handler, CniHostOptions options, CniEnvironment environment, CniConfiguration configuration)
    {
        using CniCall call = new(environment, configuration, options);
        try
        {
            // Before the plugin acts, also for DEL: the namespace must not be that of the host.
            if (call.FindContainerNamespace() is null && environment.Command is (CniCommand.Add or CniCommand.Check))
            {
                throw new CniException(CniErrorCode.UnknownContainer, $"The network namespace '{environment.NetworkNamespacePath}' does not exist.");
            }

            return handler.Invoke(call, environment.Command);
        }
        catch
        {
            if (environment.Command == CniCommand.Add)
            {
                call.Undo();
            }

            throw;
        }
    }

    private static void WriteVersions(Stream output, string version)
    {
        using Utf8JsonWriter writer = new(output, JsonText.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("cniVersion"u8, version);
        writer.WriteStartArray("supportedVersions"u8);
        foreach (string supported in CniVersion.All)
        {
            writer.WriteStringValue(supported);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    internal static ReadOnlyMemory<byte> ReadToEnd(Stream input)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (input.Read(buffer, length, buffer.Length - length) is > 0 and int count)
        {
            length += count;
            if (length > JsonText.MaxBytes)
            {
                throw new CniException(CniErrorCode.DecodingFailure, $"The configuration is longer than {JsonText.MaxBytes / (1024 * 1024)} MiB.");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        return buffer.AsMemory(0, length);
    }
}
