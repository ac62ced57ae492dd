using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Hosts;

public sealed class HttpTests : LabTest
{
    [Fact]
    public async Task A_client_reaches_Kestrel_by_the_name_of_its_host()
    {
        await using NetworkLab lab = new();
        LabHost web = lab.AddHost("web"), client = lab.AddHost("client");
        LabSwitch lan = lab.AddSwitch("lan");
        lab.Connect(web, lan);
        lab.Connect(client, lan);
        await lab.StartAsync(Token);
        await using WebApplication server = await ServeAsync(web);
        using HttpClient http = client.CreateHttpClient(new Uri("http://web:5000"));
        (await http.GetStringAsync(new Uri("/", UriKind.Relative), Token)).Should().Be($"hello {client.Address}");
        using HttpClient own = web.CreateHttpClient();
        (await own.GetStringAsync(new Uri("http://localhost:5000/"), Token)).Should().Be("hello 127.0.0.1");
        await client.Awaiting(_ => http.GetStringAsync(new Uri("http://nobody:5000/"), Token)).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task The_protocol_of_gRPC_works_over_the_handler()
    {
        await using NetworkLab lab = new();
        LabHost web = lab.AddHost("web"), client = lab.AddHost("client");
        lab.Connect(web, client);
        await lab.StartAsync(Token);
        await using WebApplication server = await ServeAsync(web, http2: true);
        using HttpClient http = client.CreateHttpClient();
        using HttpRequestMessage request = new(HttpMethod.Get, "http://web:5000/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await http.SendAsync(request, Token);
        response.Version.Should().Be(HttpVersion.Version20);
        (await response.Content.ReadAsStringAsync(Token)).Should().Be($"hello {client.Address}");
    }

    private static async Task<WebApplication> ServeAsync(LabHost host, bool http2 = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseSockets(options => options.CreateBoundListenSocket = host.CreateBoundListenSocket);
        builder.WebHost.ConfigureKestrel(options => options.ListenAnyIP(5000, listen => listen.Protocols = http2 ? Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2 : Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1));
        WebApplication application = builder.Build();
        application.Run(context => context.Response.WriteAsync($"hello {context.Connection.RemoteIpAddress!.MapToIPv4()}"));
        await application.StartAsync(Token);
        return application;
    }
}
