namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>Tells of names that come and go, until it is interrupted.</summary>
internal static class NetnsMonitor
{
    private const string Names = "/run/netns";

    internal static int Run()
    {
        Directory.CreateDirectory(Names);
        using FileSystemWatcher watcher = new(Names);
        watcher.Created += (_, change) => Tell("add", change.Name);
        watcher.Deleted += (_, change) => Tell("delete", change.Name);
        watcher.EnableRaisingEvents = true;
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static void Tell(string what, string? name)
    {
        Console.WriteLine($"{what} {name}");
        Console.Out.Flush();
    }
}
