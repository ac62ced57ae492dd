using System.Diagnostics;

namespace LinuxNamespaces.Compare;

internal static class NameNamespaces
{
    private const int Names = 20;

    internal static void Run()
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Names; i++)
        {
            NetNamespace.Create($"compare-{i}").Dispose();
        }

        Clock.Print("create", Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Names);
        begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Names; i++)
        {
            NetNamespace.Delete($"compare-{i}");
        }

        Clock.Print("delete", Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Names);
    }
}
