using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>Process ids; pid_namespaces(7).</summary>
internal static class PidScene
{
    public static async Task RunAsync(Sample sample)
    {
        Shell outside = Shell.Outside(sample);
        Shell inside = Shell.Inside(sample, $"unshare {Rights.Option}--pid --fork --mount-proc sh", new NamespaceProcessStartInfo("sh")
        {
            // A /proc of its own, which ps reads, needs a mount namespace.
            NewNamespaces = NamespaceTypes.Pid | NamespaceTypes.Mount | Rights.Namespace,
            IdMap = Rights.Map,
            Mounts = { Mount.Proc() },
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync("sleep 1000 &");
        await inside.RunAsync("echo $$");
        await inside.RunAsync("ps -e -o pid,ppid,args");

        int id = inside.ProcessId;
        await outside.RunAsync($"ps -o pid,ppid,args -p {id} --ppid {id}");
        await outside.RunAsync($"grep NSpid /proc/{id}/status");

        // All of the namespace goes with its first process.
        sample.Steps.Do("The first process inside ends:", $"kill -KILL {id}", inside.Dispose);
        await outside.RunAsync($"test ! -e /proc/{id} && echo gone, and the others with it");
    }
}
