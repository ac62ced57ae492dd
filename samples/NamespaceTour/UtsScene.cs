using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>The host name and the NIS domain name; uts_namespaces(7).</summary>
internal static class UtsScene
{
    public static async Task RunAsync(Sample sample)
    {
        Shell outside = Shell.Outside(sample);
        await outside.RunAsync("hostname");

        Shell inside = Shell.Inside(sample, $"unshare {Rights.Option}--uts sh -c 'hostname born-inside && exec sh'", new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.Uts | Rights.Namespace,
            IdMap = Rights.Map,
            HostName = "born-inside",
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync("hostname");
        await inside.RunAsync("hostname changed-inside");
        await inside.RunAsync("hostname");
        await outside.RunAsync("hostname");
    }
}
