using System.Globalization;
using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A row: a namespace, with its first process or another one.</summary>
internal sealed class LsnsRow(LsnsNamespace item, InspectedProcess? process)
{
    internal LsnsRow(LsnsNamespace item) : this(item, item.Info.Process)
    {
    }

    internal NamespaceInfo Namespace => item.Info;

    /// <summary>Where it is mounted, as the caller sees it.</summary>
    internal IReadOnlyList<string> MountPoints => item.MountPoints;

    internal InspectedProcess? Process => process;

    /// <summary>Gets the user of the process. Without a process, it is the creator of a user namespace, and root for other kinds.</summary>
    internal uint? UserId => process is not null ? process.UserId : Namespace.Type == NamespaceTypes.User ? Namespace.CreatorUserId : 0;

    /// <summary>The command line of the process, as <see cref="ByteText"/>.</summary>
    internal string? Command => process is null ? null : ReadArguments(process.ProcessId) ?? (process.ReadCommand() is { } command ? ByteText.From(command) : null);

    private static string? ReadArguments(int processId)
    {
        try
        {
            Span<byte> arguments = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cmdline"));
            arguments = arguments.TrimEnd((byte)0);
            arguments.Replace((byte)0, (byte)' ');
            return arguments.IsEmpty ? null : ByteText.From(arguments);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
