using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class DumpRoutes
{
    private static readonly RouteFilter s_filter = new() { Family = AddressFamily.InterNetwork };

    internal static void Run(int count)
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Clock.Measure(() => Check(here.Routes.List(s_filter).Count, count));
    }

    internal static void RunAsValues(int count)
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Clock.Measure(() => Check(Count(here), count));
    }

    private static int Count(NetNamespace here)
    {
        int count = 0;
        foreach (RouteValue route in here.Routes.Enumerate(s_filter))
        {
            count += route.LinkIndex is null ? 0 : 1;
        }

        return count;
    }

    private static void Check(int seen, int count)
    {
        if (seen < count)
        {
            throw new InvalidOperationException($"{seen} routes");
        }
    }
}
