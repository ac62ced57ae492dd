using System.Buffers;
using System.Text.Json;

namespace LinuxNamespaces.Cni;

/// <summary>The result of ADD: what an attachment consists of.</summary>
/// <remarks>
/// An instance does not depend on a version of the specification. It is written in the version of the configuration, and details that the
/// version does not have are left out.
/// </remarks>
/// <example>
/// <code>
/// return new CniResult
/// {
///     Interfaces = [new CniInterface("eth0") { Sandbox = request.NetworkNamespacePath }],
///     Addresses = [new CniAddress(IPAddress.Parse("10.0.0.2"), 24) { Interface = 0 }],
/// };
/// </code>
/// </example>
public sealed record CniResult
{
    /// <summary>Gets the interfaces.</summary>
    public IReadOnlyList<CniInterface> Interfaces { get; init; } = [];

    /// <summary>Gets the addresses.</summary>
    public IReadOnlyList<CniAddress> Addresses { get; init; } = [];

    /// <summary>Gets the routes.</summary>
    public IReadOnlyList<CniRoute> Routes { get; init; } = [];

    /// <summary>Gets how the container resolves names.</summary>
    public CniDns Dns { get; init; } = new();

    /// <summary>Reads a result of any supported version.</summary>
    /// <param name="json">The JSON text, UTF-8.</param>
    /// <returns>The result.</returns>
    /// <exception cref="CniException">The text is not valid JSON or not a result (code 6), or its version is not supported (code 1).</exception>
    public static CniResult Parse(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonText.Parse(json, "result");
        return ResultReader.Read(document.RootElement, "");
    }

    /// <summary>Writes the result as JSON.</summary>
    /// <param name="version">The version of the specification: 0.3.0, 0.3.1, 0.4.0, 1.0.0 or 1.1.0.</param>
    /// <returns>The JSON text, UTF-8.</returns>
    /// <exception cref="ArgumentException">The version is not supported.</exception>
    public byte[] ToJson(string version = CniVersion.Latest)
    {
        if (CniVersion.IndexOf(version) < 0)
        {
            throw new ArgumentException($"The version {JsonText.Quote(version)} is not supported.", nameof(version));
        }

        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, JsonText.WriterOptions))
        {
            ResultWriter.Write(writer, this, version);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
