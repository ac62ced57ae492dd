using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>System V semaphores, message queues and shared memory, and POSIX message queues; ipc_namespaces(7).</summary>
internal static class IpcScene
{
    public static async Task RunAsync(Sample sample)
    {
        Shell outside = Shell.Outside(sample);
        string answer = await outside.RunAsync("ipcmk -S 1");
        string id = answer.Split(' ')[^1];
        sample.Cleanup.Add("the semaphore set of outside", $"ipcrm -s {id}", () => Remove(id));
        await outside.RunAsync("ipcs -s");

        Shell inside = Shell.Inside(sample, $"unshare {Rights.Option}--ipc sh", new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.Ipc | Rights.Namespace,
            IdMap = Rights.Map,
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync("ipcs -s");
        await inside.RunAsync("ipcmk -S 1");
        await inside.RunAsync("ipcs -s");
        await outside.RunAsync("ipcs -s");
    }

    private static void Remove(string id)
    {
        using NamespaceProcess remover = NamespaceProcess.Start(new NamespaceProcessStartInfo("ipcrm", "-s", id));
        remover.WaitForExit();
    }
}
