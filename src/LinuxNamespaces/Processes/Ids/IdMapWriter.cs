using System.Globalization;
using System.Text;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>Writes the id maps of a process that waits for them; user_namespaces(7).</summary>
internal static class IdMapWriter
{
    internal static void Write(int processId, IdMap map)
    {
        if (map.AllowSetGroups == false)
        {
            WriteFile(processId, "setgroups", "deny");
        }

        if (IsPrivileged)
        {
            WriteMap(processId, "uid_map", map.Users);
            WriteMap(processId, "gid_map", map.Groups);
            return;
        }

        RunHelper("newuidmap", processId, map.Users, SubordinateIds.UserFile);
        RunHelper("newgidmap", processId, map.Groups, SubordinateIds.GroupFile);
        RequireSetGroups(processId, map);
    }

    /// <summary>Gets whether the caller writes a map itself.</summary>
    internal static bool IsPrivileged => Capabilities.Has(Capability.Setuid) && Capabilities.Has(Capability.Setgid);

    // newgidmap(1) decides by itself whether it denies setgroups(2).
    private static void RequireSetGroups(int processId, IdMap map)
    {
        if (map.AllowSetGroups == true && File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/setgroups")).StartsWith("deny", StringComparison.Ordinal))
        {
            throw new LinuxException(
                Errno.EPERM, "allow setgroups(2) in a user namespace (IdMap.AllowSetGroups)", null,
                $"newgidmap(1) has denied it: {SubordinateIds.GroupFile} gives none of the groups to the user.");
        }
    }

    private static void WriteMap(int processId, string file, IReadOnlyList<IdRange> ranges)
    {
        if (ranges.Count > 0)
        {
            WriteFile(processId, file, IdMap.Format(ranges), ranges);
        }
    }

    private static void WriteFile(int processId, string file, string text, IReadOnlyList<IdRange>? ranges = null)
    {
        string operation = $"write the {file} '{text.TrimEnd().Replace("\n", ", ", StringComparison.Ordinal)}' of a user namespace";
        using SafeFileHandle handle = SystemCalls.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{file}"), Linux.O_WRONLY);
        if (handle.IsInvalid)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, operation);
        }

        // The kernel accepts a single write.
        SystemCalls.WriteOnce(handle, Encoding.ASCII.GetBytes(text), operation, null, errno => IdMapRemedy.ForMap(errno, file, ranges ?? []));
    }

    private static void RunHelper(string name, int processId, IReadOnlyList<IdRange> ranges, string file)
    {
        if (ranges.Count == 0)
        {
            return;
        }

        List<string> arguments = [processId.ToString(CultureInfo.InvariantCulture)];
        foreach (IdRange range in ranges)
        {
            arguments.AddRange([.. range.ToString().Split(' ')]);
        }

        string program = SystemProgram.Find(name) ?? throw new LinuxException(
            Errno.ENOENT, $"run {name}", null,
            $"More than the caller's own id is mapped. That needs CAP_SETUID and CAP_SETGID, or the program {name}(1) of the package uidmap (shadow-utils), which is not in {SystemProgram.Places}.");
        string output;
        ExitStatus status;
        try
        {
            (status, output) = Run(new NamespaceProcessStartInfo(program, arguments) { StandardInput = ProcessStream.Null, StandardOutput = ProcessStream.Null, StandardError = ProcessStream.Pipe });
        }
        catch (ChildSetupException e)
        {
            throw new LinuxException(e.Errno, "run", program, e.Remedy);
        }

        if (!status.Succeeded)
        {
            throw new LinuxException(
                Errno.EPERM, $"map ids with {program} ({string.Join(", ", ranges)})", null,
                IdMapRemedy.ForHelper(program, ranges, file), kernelMessage: PrintableText.Part(output.Trim()));
        }
    }

    private static (ExitStatus Status, string Output) Run(NamespaceProcessStartInfo info)
    {
        using NamespaceProcess process = NamespaceProcess.Start(info);
        using StreamReader reader = new(process.StandardError.AsStream());
        string output = reader.ReadToEnd();
        return (process.WaitForExit(), output);
    }
}
