using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>User and group ids, and capabilities; user_namespaces(7).</summary>
internal static class UserScene
{
    public static async Task RunAsync(Sample sample)
    {
        string directory = Scratch.CreateDirectory(sample);
        Shell outside = Shell.Outside(sample);
        await outside.RunAsync("id -u");

        Shell inside = Shell.Inside(sample, "unshare --user --map-root-user sh", new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.User,
            IdMap = IdMap.CurrentUserAsRoot,
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync("id -u");
        await inside.RunAsync("cat /proc/self/uid_map");
        await inside.RunAsync("grep CapEff /proc/self/status");
        await inside.RunAsync($"touch {directory}/file && stat -c 'owner %u' {directory}/file");
        await outside.RunAsync($"stat -c 'owner %u' {directory}/file");
    }
}
