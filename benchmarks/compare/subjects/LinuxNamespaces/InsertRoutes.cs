using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class InsertRoutes
{
    private const int Batch = 1000;

    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        NetworkBatch batch = here.CreateBatch();
        Route[] routes = new Route[Batch];
        for (int i = 0; i < Batch; i++)
        {
            routes[i] = new Route(new IPNetwork(new IPAddress([11, 0, (byte)(i >> 8), (byte)i]), 32)) { LinkIndex = 1, Scope = RouteScope.Link, Protocol = RouteProtocol.Boot };
        }

        Clock.Measure(
            () =>
            {
                batch.Clear();
                foreach (Route route in routes)
                {
                    batch.Routes.Add(route);
                }

                batch.Execute().ThrowIfFailed();
                batch.Clear();
                foreach (Route route in routes)
                {
                    batch.Routes.Delete(route);
                }

                batch.Execute().ThrowIfFailed();
            },
            parts: 2 * Batch);
    }
}
