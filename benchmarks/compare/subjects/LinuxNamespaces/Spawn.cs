using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Compare;

/// <summary>Starts <c>/bin/true</c>, each until the process has ended.</summary>
internal static class Spawn
{
    private const string FileName = "/bin/true";

    private const NamespaceTypes Seven = NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Mount | NamespaceTypes.Uts
        | NamespaceTypes.Ipc | NamespaceTypes.Network | NamespaceTypes.Cgroup;

    internal static void Run(int mebibytes) => Measure(mebibytes, new NamespaceProcessStartInfo(FileName));

    internal static void RunInSevenNamespaces(int mebibytes) =>
        Measure(mebibytes, new NamespaceProcessStartInfo(FileName) { NewNamespaces = Seven, IdMap = IdMap.CurrentUserAsRoot });

    private static void Measure(int mebibytes, NamespaceProcessStartInfo info)
    {
        byte[][] memory = HoldMemory(mebibytes);
        Clock.Measure(() =>
        {
            using NamespaceProcess process = NamespaceProcess.Start(info);
            if (!process.WaitForExit().Succeeded)
            {
                throw new InvalidOperationException($"{FileName} has failed.");
            }
        });
        GC.KeepAlive(memory);
    }

    /// <summary>Memory that has been written to, as a large program has it.</summary>
    private static byte[][] HoldMemory(int mebibytes)
    {
        byte[][] memory = new byte[mebibytes / 1024][];
        for (int i = 0; i < memory.Length; i++)
        {
            memory[i] = GC.AllocateUninitializedArray<byte>(1 << 30);
            Array.Fill(memory[i], (byte)1);
        }

        return memory;
    }
}
