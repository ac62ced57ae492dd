using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.TestTools;

/// <summary>Other people's tools, which say what is really there. A test that lacks one is skipped.</summary>
internal static class Tool
{
    internal static string Run(string program, params string[] arguments)
    {
        InstalledPrograms.SkipWhenMissing(program);
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            return output;
        }

        InstalledPrograms.SkipWhenMissed(errors.Result);
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output}\n{errors.Result}");
    }

    /// <summary>Sends a signal, with the kill of the shell: the program of that name is in a package of its own.</summary>
    internal static void Kill(string signal, string processId) => Run("sh", "-c", $"kill {signal} {processId}");

    /// <summary>Runs a tool in a namespace.</summary>
    internal static string RunIn(NetNamespace netNamespace, params string[] command) =>
        Run("nsenter", [.. Enter(netNamespace), .. command]);

    /// <summary>How nsenter(1) gets there; who is an ordinary user by the user namespace that owns it, in which he is root.</summary>
    internal static string[] Enter(NetNamespace netNamespace) =>
        SetnsThread.CanEnter(netNamespace.Handle)
            ? [$"--net={PathOf(netNamespace)}"]
            : [$"--user={PathOf(HelperProcesses.OwnUserNamespace())}", "--preserve-credentials", $"--net={PathOf(netNamespace)}"];

    /// <summary>Runs ip(8) in a namespace, once a command; words are separated by spaces.</summary>
    internal static void Ip(NetNamespace netNamespace, params string[] commands)
    {
        foreach (string command in commands)
        {
            RunIn(netNamespace, ["ip", .. command.Split(' ')]);
        }
    }

    /// <summary>Where a process that has no descriptors of ours can open a namespace.</summary>
    internal static string PathOf(NetNamespace netNamespace) => PathOf(netNamespace.Handle);

    /// <summary>Where a process that is started from now on can open a namespace, whoever it is: it inherits the descriptor.</summary>
    internal static string InheritedPathOf(NetNamespace netNamespace)
    {
        ClearCloseOnExec(netNamespace.Handle);
        return $"/proc/self/fd/{netNamespace.Handle.DangerousGetHandle()}";
    }

    internal static List<JsonElement> Json(NetNamespace netNamespace, params string[] command) =>
        [.. JsonDocument.Parse(RunIn(netNamespace, command)).RootElement.EnumerateArray()];

    /// <summary>Has a descriptor inherited by programs, as other libraries may.</summary>
    internal static void ClearCloseOnExec(SafeHandle handle) => Libc.syscall(SystemCall.fcntl.Number, handle.DangerousGetHandle(), Linux.F_SETFD, 0, 0, 0);

    internal static string PathOf(NamespaceHandle handle) => $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}";
}
