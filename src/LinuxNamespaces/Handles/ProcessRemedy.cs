using System.Globalization;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>Why a process could not be looked into, as far as the system tells; ptrace(2).</summary>
internal static class ProcessRemedy
{
    /// <param name="attach">Whether it takes the right to trace the process, which the sysctl kernel.yama.ptrace_scope may limit.</param>
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

        // The directory of a process that must not be looked at belongs to root, whichever user the process has.
        uint user = SystemCalls.Examine(directory, "examine a process").stx_uid;
        string needs = "It needs CAP_SYS_PTRACE in the user namespace of the process.";
        return user != Libc.geteuid() ? $"The process belongs to another user or must not be looked at. {needs}"
            : attach && ProcSelf.ReadSysctl("kernel/yama/ptrace_scope") is { } scope && scope != "0" ? $"The sysctl kernel.yama.ptrace_scope is {scope}, which protects processes of the same user too. {needs}"
            : null;
    }

    /// <summary>Why a signal could not be sent; kill(2).</summary>
    internal static string? ForSignal(Errno errno, int processId)
    {
        string? users = ProcSelf.TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status"))?.Split('\n').FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        // Real, effective and saved: the first and the third have to be that of the caller.
        return errno == Errno.EPERM && !RightsOver.Has(Linux.CAP_KILL) && users?.Split('\t') is [_, var real, _, var saved, ..]
            && Libc.geteuid().ToString(CultureInfo.InvariantCulture) is var own && real != own && saved != own
            ? $"The process belongs to user {real}; signals to it need CAP_KILL in its user namespace."
            : null;
    }

    /// <summary>The process whose file a path is, such as <c>/proc/42/ns/net</c>; null when it is no such path.</summary>
    internal static int? OfPath(string path) =>
        path.Split('/') is ["", "proc", var process, _, ..] && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
}
