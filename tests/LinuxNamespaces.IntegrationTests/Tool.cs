using System.Diagnostics;
using System.Text.Json;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Other people's tools, which say what is really there.</summary>
internal static class Tool
{
    internal static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output}\n{errors.Result}");
    }

    /// <summary>Runs a tool in a namespace.</summary>
    internal static string RunIn(NetNamespace netNamespace, params string[] command) =>
        Run("nsenter", [$"--net={PathOf(netNamespace)}", .. command]);

    /// <summary>Runs ip(8) in a namespace, once a command; words are separated by spaces.</summary>
    internal static void Ip(NetNamespace netNamespace, params string[] commands)
    {
        foreach (string command in commands)
        {
            RunIn(netNamespace, ["ip", .. command.Split(' ')]);
        }
    }

    /// <summary>Where a process that has no descriptors of ours can open a namespace.</summary>
    internal static string PathOf(NetNamespace netNamespace) =>
        $"/proc/{Environment.ProcessId}/fd/{netNamespace.Handle.DangerousGetHandle()}";

    internal static List<JsonElement> Json(NetNamespace netNamespace, params string[] command) =>
        [.. JsonDocument.Parse(RunIn(netNamespace, command)).RootElement.EnumerateArray()];

    /// <summary>Has a descriptor inherited by programs, as other libraries may.</summary>
    internal static void ClearCloseOnExec(Microsoft.Win32.SafeHandles.SafeFileHandle handle) =>
        LinuxNamespaces.Interop.Libc.syscall(LinuxNamespaces.Interop.SystemCall.fcntl.Number, handle.DangerousGetHandle(), LinuxNamespaces.Interop.Linux.F_SETFD, 0, 0, 0);
}
