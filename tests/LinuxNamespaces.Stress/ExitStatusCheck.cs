using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>Whether exit statuses are right although another part of the program reaps the processes.</summary>
internal static class ExitStatusCheck
{
    private const int Count = 100;

    // Before that the kernel tells the status to the one who reaps the process only.
    private static bool KernelTellsEverybody => Environment.OSVersion.Version >= new Version(6, 15);

    /// <summary>How many were wrong; those that the kernel cannot tell about are not.</summary>
    internal static int Run(bool privileged)
    {
        int wrong = 0;
        for (int i = 0; i < Count; i++)
        {
            string command = i % 2 == 0 ? $"exit {i}" : "kill -15 $$";
            string expected = i % 2 == 0 ? $"exit code {i}" : "signal 15";
            wrong += IsWrong(new NamespaceProcessStartInfo("/bin/sh", "-c", command), expected, KernelTellsEverybody) ? 1 : 0;
            NamespaceProcessStartInfo withInit = new("/bin/sh", "-c", command)
            {
                NewNamespaces = NamespaceTypes.Pid | (privileged ? NamespaceTypes.None : NamespaceTypes.User),
                IdMap = privileged ? null : IdMap.CurrentUserAsRoot,
                Init = ProcessInit.BuiltIn,
            };
            wrong += IsWrong(withInit, expected, known: true) ? 1 : 0;
        }

        return wrong;
    }

    private static bool IsWrong(NamespaceProcessStartInfo info, string expected, bool known)
    {
        using NamespaceProcess process = NamespaceProcess.Start(info);
        ExitStatus status = process.Id % 2 == 0 ? process.WaitForExit() : process.WaitForExitAsync().GetAwaiter().GetResult();
        return status.ToString() != expected && (known || status != ExitStatus.Unknown);
    }
}
