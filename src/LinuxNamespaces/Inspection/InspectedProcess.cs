using System.Globalization;

namespace LinuxNamespaces.Inspection;

/// <summary>A process, as a snapshot saw it.</summary>
public sealed class InspectedProcess
{
    private readonly List<NamespaceInfo> _namespaces = [];

    internal InspectedProcess(int processId) => ProcessId = processId;

    /// <summary>The process id, as the <c>/proc</c> of the caller has it.</summary>
    public int ProcessId { get; }

    /// <summary>The id of the parent; null when the caller cannot see it, or there is none.</summary>
    public int? ParentProcessId { get; internal init; }

    /// <summary>
    /// The name, at most 15 bytes, that the process can choose itself; what is not printable is written as <c>\x1b</c>. Null when it could
    /// not be read.
    /// </summary>
    public string? Name { get; internal init; }

    /// <summary>The effective user id, as seen in the user namespace of the caller; null when it could not be read.</summary>
    public uint? UserId { get; internal init; }

    /// <summary>The name of that user in the user database of the system, which is asked on first use; null when it has none.</summary>
    public string? UserName => LazyUserName?.Value;

    /// <summary>The namespaces that the process is in; empty when they could not be read.</summary>
    public IReadOnlyList<NamespaceInfo> Namespaces => _namespaces;

    /// <summary>Reads the command line that the process has now; what is not printable is written as <c>\x1b</c>.</summary>
    /// <returns>The command line, or the name where there is none to be read. Null when that is unknown too.</returns>
    public string? ReadCommand()
    {
        try
        {
            return PrintableText.OfArguments(File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}/cmdline"))) ?? Name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Name;
        }
    }

    /// <summary>Id and name, as in <c>812 (dockerd)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProcessId}{(Name is null ? null : $" ({Name})")}");

    /// <summary>What all processes of the user share.</summary>
    internal Lazy<string?>? LazyUserName { private get; init; }

    internal void Add(NamespaceInfo info) => _namespaces.Add(info);
}
