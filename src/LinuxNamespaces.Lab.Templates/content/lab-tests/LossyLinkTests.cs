using LinuxNamespaces.Lab;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LabTests;

/// <summary>Two hosts on a link that loses packets. Each test has a lab of its own, which is attached to the test if it fails.</summary>
public sealed class LossyLinkTests : LabTestBase
{
    private readonly LabHost _client, _server;
    private readonly LabLink _link;

    public LossyLinkTests()
    {
        _client = Lab.AddHost("client");
        _server = Lab.AddHost("server");
        // With a seed, the same packets are lost in each run.
        _link = Lab.Connect(_client, _server, new() { Delay = 5.Milliseconds(), Loss = 0.05, Seed = 42 });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [LabFact]
    public async Task Requests_are_answered_in_spite_of_loss()
    {
        await Lab.StartAsync(Cancellation);
        await using WebApplication web = await StartServerAsync();
        using HttpClient http = _client.CreateHttpClient();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("hello", await http.GetStringAsync("http://server:5000/", Cancellation));
        }
    }

    [LabFact]
    public async Task A_partition_ends_requests_until_it_is_healed()
    {
        await Lab.StartAsync(Cancellation);
        await using WebApplication web = await StartServerAsync();
        using HttpClient http = _client.CreateHttpClient();

        Lab.Partition(_client, _server);
        using (CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            patience.CancelAfter(500.Milliseconds());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetStringAsync("http://server:5000/", patience.Token));
        }

        Lab.Heal(_client, _server);
        // A perfect cable from now on.
        _link.Set(_ => LinkConditions.None);
        Assert.Equal("hello", await http.GetStringAsync("http://server:5000/", Cancellation));
    }

    /// <summary>Starts Kestrel on the host "server".</summary>
    private async Task<WebApplication> StartServerAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://*:5000");
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _server.CreateBoundListenSocket);
        WebApplication web = builder.Build();
        web.MapGet("/", () => "hello");
        await web.StartAsync(Cancellation);
        return web;
    }
}
