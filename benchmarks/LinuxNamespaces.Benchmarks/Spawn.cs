using System.Diagnostics;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Benchmarks;

/// <summary>The starts of <c>/bin/true</c> that are measured: each until the process has ended.</summary>
internal static class Spawn
{
    internal const string FileName = "/bin/true";

    internal const NamespaceTypes Seven = NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Mount | NamespaceTypes.Uts
        | NamespaceTypes.Ipc | NamespaceTypes.Network | NamespaceTypes.Cgroup;

    internal static void ByRuntime()
    {
        using Process process = Process.Start(new ProcessStartInfo(FileName))!;
        process.WaitForExit();
        Check(process.ExitCode == 0);
    }

    internal static void WithoutNamespaces() => Run(new NamespaceProcessStartInfo(FileName));

    internal static void InSevenNamespaces() => Run(new NamespaceProcessStartInfo(FileName)
    {
        NewNamespaces = Seven,
        IdMap = IdMap.CurrentUserAsRoot,
    });

    internal static void UnderInit() => Run(new NamespaceProcessStartInfo(FileName)
    {
        NewNamespaces = Seven,
        IdMap = IdMap.CurrentUserAsRoot,
        Init = ProcessInit.BuiltIn,
    });

    internal static void Joining(Namespace joined) => Run(new NamespaceProcessStartInfo(FileName) { JoinNamespaces = { joined } });

    /// <summary>Memory of 4 KiB pages that have all been written to, as a large program has it.</summary>
    internal static byte[][] Ballast(int gibibytes)
    {
        byte[][] memory = new byte[gibibytes][];
        for (int i = 0; i < gibibytes; i++)
        {
            memory[i] = GC.AllocateUninitializedArray<byte>(1 << 30);
            Array.Fill(memory[i], (byte)1);
        }

        return memory;
    }

    private static void Run(NamespaceProcessStartInfo info)
    {
        using NamespaceProcess process = NamespaceProcess.Start(info);
        Check(process.WaitForExit().Succeeded);
    }

    private static void Check(bool succeeded)
    {
        if (!succeeded)
        {
            throw new InvalidOperationException($"{FileName} has failed.");
        }
    }
}
