using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>Mount points; mount_namespaces(7).</summary>
internal static class MountScene
{
    public static async Task RunAsync(Sample sample)
    {
        string directory = Scratch.CreateDirectory(sample);
        Shell outside = Shell.Outside(sample);
        Shell inside = Shell.Inside(sample, $"unshare {Rights.Option}--mount sh -c 'mount -t tmpfs tmpfs {directory} && exec sh'", new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.Mount | Rights.Namespace,
            IdMap = Rights.Map,
            Mounts = { Mount.Tmpfs(directory) },
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync($"grep {directory} /proc/self/mounts");
        await inside.RunAsync($"touch {directory}/inside && ls {directory}");
        await outside.RunAsync($"grep {directory} /proc/self/mounts || echo not mounted");
        await outside.RunAsync($"ls {directory}");
    }
}
