using System.Diagnostics;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>A file of frames, as tcpdump reads it.</summary>
internal static class PacketFile
{
    internal static async Task<string> ReadAsync(string path)
    {
        // As root, it becomes another user before it reads a file.
        Assert.SkipWhen(Environment.IsPrivilegedProcess && (await File.ReadAllTextAsync("/proc/self/uid_map")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[2].Trim() == "1", "This user namespace has a single id.");
        File.SetUnixFileMode(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        using Process process = Process.Start(new ProcessStartInfo(InstalledPrograms.Require("tcpdump"), ["-nvvr", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0, await errors);
        return output;
    }
}
