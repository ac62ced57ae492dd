using System.Globalization;
using FluentAssertions;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>gRPC, with the server and the client of .NET.</summary>
public sealed class GrpcTests : LabTestBase
{
    private const int Port = 5000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [LabFact(Timeout = 120_000)]
    public async Task Calls_and_streams_live_through_loss()
    {
        LabHost web = Lab.AddHost("web"), client = Lab.AddHost("client");
        LabLink link = Lab.Connect(client, web, new() { Delay = TimeSpan.FromMilliseconds(5), Loss = 0.05, Seed = 7 });
        await Lab.StartAsync(TestContext.Current.CancellationToken);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseSockets(options => options.CreateBoundListenSocket = web.CreateBoundListenSocket);
        builder.WebHost.ConfigureKestrel(options => options.ListenAnyIP(Port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        await using WebApplication server = builder.Build();
        server.UseRouting();
        server.MapGrpcService<EchoService>();
        await server.StartAsync(Token);

        using GrpcChannel channel = GrpcChannel.ForAddress($"http://web:{Port}", new GrpcChannelOptions { HttpHandler = client.CreateHttpHandler(), DisposeHttpClient = true });
        CallInvoker invoker = channel.CreateCallInvoker();
        CallOptions options = new(cancellationToken: Token);
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using AsyncUnaryCall<string> call = invoker.AsyncUnaryCall(EchoServiceBase.SayMethod, null, options, i.ToString(CultureInfo.InvariantCulture));
            return await call;
        }));
        answers.Should().Equal(Enumerable.Range(0, 100).Select(i => $"echo {i}"));

        int next = 0;
        using AsyncServerStreamingCall<string> stream = invoker.AsyncServerStreamingCall(EchoServiceBase.CountMethod, null, options, "300");
        await foreach (string message in stream.ResponseStream.ReadAllAsync(Token))
        {
            message.Should().Be(next.ToString("D1000", CultureInfo.InvariantCulture));
            next++;
        }

        next.Should().Be(300);
        link.Wire!.GetStatistics(WireDirection.Backward).DroppedBy(WireDrop.Loss).Should().BeGreaterThan(3, "300 kB are more than 200 frames, of which 5 % are lost");
        link.Set(c => c with { Partitioned = true });
        using AsyncUnaryCall<string> lost = invoker.AsyncUnaryCall(EchoServiceBase.SayMethod, null, options.WithDeadline(DateTime.UtcNow.AddMilliseconds(300)), "lost");
        (await FluentActions.Awaiting(async () => await lost).Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
    }
}
