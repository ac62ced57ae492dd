using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>The root of the hierarchy of control groups; cgroup_namespaces(7).</summary>
internal static class CgroupScene
{
    public static async Task RunAsync(Sample sample)
    {
        Shell outside = Shell.Outside(sample);
        await outside.RunAsync("cat /proc/self/cgroup");

        Shell inside = Shell.Inside(sample, $"unshare {Rights.Option}--cgroup sh", new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.Cgroup | Rights.Namespace,
            IdMap = Rights.Map,
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync("cat /proc/self/cgroup");
    }
}
