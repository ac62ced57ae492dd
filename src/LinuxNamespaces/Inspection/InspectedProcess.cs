using System.Globalization;

namespace LinuxNamespaces.Inspection;

/// <summary>Describes a process at the time of a snapshot.</summary>
public sealed class InspectedProcess
{
    private readonly List<NamespaceInfo> _namespaces = [];

    internal InspectedProcess(int processId) => ProcessId = processId;

    /// <summary>Gets the process ID, as in the caller's <c>/proc</c>.</summary>
    public int ProcessId { get; }

    /// <summary>Gets the process ID of the parent; <see langword="null"/> if there is none or the caller cannot see it.</summary>
    public int? ParentProcessId { get; internal init; }

    /// <summary>Gets the name, which the process can change; <see langword="null"/> if it could not be read.</summary>
    /// <remarks>The name has at most 15 bytes. Characters that are not printable are written as <c>\x1b</c>.</remarks>
    public string? Name { get; internal init; }

    /// <summary>Gets the effective user ID in the caller's user namespace; <see langword="null"/> if it could not be read.</summary>
    public uint? UserId { get; internal init; }

    /// <summary>Gets the name of the effective user; <see langword="null"/> if there is none. The first use looks it up in the user database of the system.</summary>
    public string? UserName => LazyUserName?.Value;

    /// <summary>Gets the namespaces of the process. The list is empty if they could not be read.</summary>
    public IReadOnlyList<NamespaceInfo> Namespaces => _namespaces;

    /// <summary>Reads the current command line of the process. Characters that are not printable are written as <c>\x1b</c>.</summary>
    /// <returns>The command line, or <see cref="Name"/> if it cannot be read or is empty.</returns>
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

    /// <summary>Returns ID and name, such as <c>812 (dockerd)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProcessId}{(Name is null ? null : $" ({Name})")}");

    /// <summary>Gets the name of the user, which all processes of the user share.</summary>
    internal Lazy<string?>? LazyUserName { private get; init; }

    internal void Add(NamespaceInfo info) => _namespaces.Add(info);
}
