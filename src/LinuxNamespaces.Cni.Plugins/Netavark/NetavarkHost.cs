using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The program as a plugin of netavark, the network stack of podman: a network driver that is called with a command, JSON on standard input, and an answer in JSON.</summary>
/// <remarks>See plugin-API.md of netavark. An error is the object {"error": message} on standard output, with exit code 1.</remarks>
internal static class NetavarkHost
{
    /// <summary>The name of the driver.</summary>
    internal const string DriverName = "linuxns";

    private const string ApiVersion = "1.0.0";

    /// <summary>Where the lock is: networks share bridges and rules, so one call at a time changes them.</summary>
    private const string LockDirectory = "/run/cni/linuxns";

    private static readonly JsonSerializerOptions s_output = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = NetavarkJson.Default };

    internal static int Run(IReadOnlyList<string> arguments)
    {
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        return Run(arguments, input, output, LockDirectory);
    }

    internal static int Run(IReadOnlyList<string> arguments, Stream input, Stream output, string lockDirectory)
    {
        JsonObject? answer;
        int code = 0;
        try
        {
            answer = Answer(arguments, input, lockDirectory);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            CniException report = ErrorReport.From(e);
            answer = new JsonObject { ["error"] = report.Details is { Length: > 0 } details ? $"{report.Message} {details}" : report.Message };
            code = 1;
        }

        if (answer is not null)
        {
            output.Write(JsonSerializer.SerializeToUtf8Bytes(answer, (JsonTypeInfo<JsonObject>)s_output.GetTypeInfo(typeof(JsonObject))));
        }

        output.Flush();
        return code;
    }

    private static JsonObject? Answer(IReadOnlyList<string> arguments, Stream input, string lockDirectory)
    {
        switch (arguments)
        {
            case [] or ["info"]:
                return new JsonObject { ["version"] = typeof(NetavarkHost).Assembly.GetName().Version?.ToString(3) ?? "", ["api_version"] = ApiVersion };
            case ["create"]:
                using (NetNamespace host = NetNamespace.OpenCurrent())
                {
                    return NetavarkCreation.Complete(host, CniHost.ReadToEnd(input));
                }

            case ["setup", string path]:
                return NetavarkAttachment.Setup(path, ReadRequest(input), lockDirectory);
            case ["teardown", string path]:
                NetavarkAttachment.Teardown(path, ReadRequest(input), lockDirectory);
                return null;
            default:
                throw new CniException(CniErrorCode.InvalidEnvironment, "The arguments are 'info', 'create', 'setup' with the path of a network namespace, or 'teardown' with one.");
        }
    }

    private static NetavarkRequest ReadRequest(Stream input) => Read(CniHost.ReadToEnd(input), NetavarkJson.Default.NetavarkRequest);

    /// <exception cref="CniException">The text is not valid JSON, or has a value of the wrong type.</exception>
    internal static T Read<T>(ReadOnlyMemory<byte> text, JsonTypeInfo<T> type)
        where T : class
    {
        using JsonDocument document = JsonText.Parse(text, "request");
        JsonText.RequireObject(document.RootElement, "request");
        try
        {
            return document.RootElement.Deserialize(type)!;
        }
        catch (JsonException e)
        {
            throw new CniException(CniErrorCode.DecodingFailure, $"The request has a value of the wrong type at '{e.Path}': {e.Message}", innerException: e);
        }
        catch (InvalidOperationException e)
        {
            // Strings with half of a surrogate pair.
            throw new CniException(CniErrorCode.DecodingFailure, $"The request cannot be read: {e.Message}", innerException: e);
        }
    }
}
