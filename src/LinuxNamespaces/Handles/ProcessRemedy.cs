using System.Globalization;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>Finds out why a process could not be inspected or signalled; ptrace(2).</summary>
internal static class ProcessRemedy
{
    /// <param name="attach">Whether the operation needs the right to trace the process, which the sysctl kernel.yama.ptrace_scope may restrict.</param>
    internal static string? For(Errno errno, int processId, bool attach)
    {
        if ((errno != Errno.EPERM && errno != Errno.EACCES) || RightsOver.Has(Linux.CAP_SYS_PTRACE))
        {
            return null;
        }

        using SafeFileHandle directory = SystemCalls.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}"), Linux.O_PATH);
        if (directory.IsInvalid)
        {
            return null;
        }

        // The directory of a process that is not dumpable belongs to root, whichever user the process has.
        uint user = SystemCalls.Examine(directory, "examine a process").stx_uid;
        string needs = "It needs CAP_SYS_PTRACE in the user namespace of the process.";
        return user != Libc.geteuid() ? $"The process belongs to another user or must not be looked at. {needs}"
            : attach && ProcSelf.ReadSysctl("kernel/yama/ptrace_scope") is { } scope && scope != "0" ? $"The sysctl kernel.yama.ptrace_scope is {scope}, which protects processes of the same user too. {needs}"
            : null;
    }

    /// <summary>Explains why a signal could not be sent; kill(2).</summary>
    internal static string? ForSignal(Errno errno, int processId)
    {
        string? users = ProcSelf.TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status"))?.Split('\n').FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        // The real, effective and saved user IDs: the first and the third have to be that of the caller.
        return errno == Errno.EPERM && !RightsOver.Has(Linux.CAP_KILL) && users?.Split('\t') is [_, var real, _, var saved, ..]
            && Libc.geteuid().ToString(CultureInfo.InvariantCulture) is var own && real != own && saved != own
            ? $"The process belongs to user {real}; signals to it need CAP_KILL in its user namespace."
            : null;
    }

    /// <summary>Gets the process of a path such as <c>/proc/42/ns/net</c>; null if the path is not of this form.</summary>
    internal static int? OfPath(string path) =>
        path.Split('/') is ["", "proc", var process, _, ..] && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
}
