using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples;

/// <summary>How long the machine has been up; time_namespaces(7).</summary>
internal static class TimeScene
{
    public static async Task RunAsync(Sample sample)
    {
        Shell outside = Shell.Outside(sample);
        await outside.RunAsync("cut -d . -f 1 /proc/uptime");

        TimeSpan day = TimeSpan.FromDays(1);
        Shell inside = Shell.Inside(sample, $"unshare {Rights.Option}--time --fork --boottime {day.TotalSeconds} sh", new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = NamespaceTypes.Time | Rights.Namespace,
            IdMap = Rights.Map,
            TimeOffsets = new TimeOffsets { Boottime = day },
            NewSession = true,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        await inside.RunAsync("cut -d . -f 1 /proc/uptime");
        await inside.RunAsync("cat /proc/self/timens_offsets");
        await outside.RunAsync("cut -d . -f 1 /proc/uptime");
    }
}
