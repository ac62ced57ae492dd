namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>Tells of names that come and go, until it is interrupted.</summary>
internal static class NetnsMonitor
{
    internal static int Run()
    {
        NetnsDirectory.Create();
        using FileSystemWatcher watcher = new(NetnsDirectory.Path);
        watcher.Created += (_, change) => Tell("add", change.Name);
        watcher.Deleted += (_, change) => Tell("delete", change.Name);
        watcher.EnableRaisingEvents = true;
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static void Tell(string what, string? name)
    {
        Output.Text.WriteLine($"{what} {name}");
        Output.Text.Flush();
    }
}
