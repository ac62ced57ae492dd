using System.Text.Json;

namespace LinuxNamespaces.Cni;

/// <summary>The error object of the specification: {"cniVersion", "code", "msg", "details"}.</summary>
internal static class ErrorReport
{
    /// <summary>Translates what a plugin threw.</summary>
    internal static CniException From(Exception exception) => exception switch
    {
        CniException own => own,
        JsonException json => new CniException(CniErrorCode.DecodingFailure, $"The configuration cannot be read: {json.Message}", innerException: json),
        OperationCanceledException or TimeoutException => new CniException(CniErrorCode.TryAgainLater, $"The operation did not end in time: {exception.Message}", innerException: exception),
        // The kernel was asked for what it does not do: values come from the configuration.
        NetlinkException refused when refused.Errno == Errno.EINVAL || refused.Errno == Errno.ERANGE => new CniException(CniErrorCode.InvalidConfiguration, refused.Message, refused.Remedy, refused),
        LinuxException linux => new CniException(CniErrorCode.Internal, linux.Message, linux.Remedy, linux),
        IOException or UnauthorizedAccessException => new CniException(CniErrorCode.IOFailure, exception.Message, innerException: exception),
        _ => new CniException(CniErrorCode.Internal, exception.Message, exception.GetType().FullName, exception),
    };

    internal static void Write(Stream output, string version, CniException exception)
    {
        using Utf8JsonWriter writer = new(output, JsonText.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("cniVersion"u8, version);
        writer.WriteNumber("code"u8, (int)exception.Code);
        writer.WriteString("msg"u8, exception.Message);
        if (exception.Details is { Length: > 0 } details)
        {
            writer.WriteString("details"u8, details);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads the error of a plugin that was run; null if the output is none.</summary>
    internal static CniException? Read(string plugin, ReadOnlyMemory<byte> output)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(output, "error");
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("code"u8, out JsonElement code) || !code.TryGetInt32(out int number))
            {
                return null;
            }

            string message = JsonText.GetString(root, "msg") ?? "no message";
            return new CniException((CniErrorCode)number, $"The plugin '{plugin}' failed: {message}", JsonText.GetString(root, "details"));
        }
        catch (Exception e) when (e is CniException or InvalidOperationException)
        {
            return null;
        }
    }
}
