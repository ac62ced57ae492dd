using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class InsertRoute
{
    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Route route = new(new IPNetwork(IPAddress.Parse("11.0.0.0"), 32)) { LinkIndex = 1, Scope = RouteScope.Link, Protocol = RouteProtocol.Boot };
        Clock.Measure(
            () =>
            {
                here.Routes.Add(route);
                here.Routes.Delete(route);
            },
            parts: 2);
    }
}
