using System.Net;
using LinuxNamespaces.Lab;

namespace LinuxNamespaces.Samples;

/// <summary>A web server on a host of a lab.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private const int Port = 80;

    private readonly WebApplication _application;
    private int _stock = 1000;

    private Shop(LabHost host)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // The socket is the host's; the rest of the server is not any different.
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = host.CreateBoundListenSocket);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, Port));
        _application = builder.Build();
        _application.MapPost("/buy", () => $"{host.Name} has {Interlocked.Decrement(ref _stock)} left");
    }

    internal static async Task<Shop> OpenAsync(LabHost host, CancellationToken cancellationToken)
    {
        Shop shop = new(host);
        await shop._application.StartAsync(cancellationToken);
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        // Connections of a customer who is cut off would be waited for.
        using CancellationTokenSource now = new(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
