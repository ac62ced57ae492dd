// A network driver for Docker: each network is a bridge, and each container is connected by a veth pair.
//
// Run it as root, and Docker finds it by its socket: docker network create --driver linuxns --subnet 10.98.0.0/24 net1
//   DockerNetworkDriver [SOCKET]
using LinuxNamespaces;
using LinuxNamespaces.Samples;

string socket = args.Length > 0 ? args[0] : "/run/docker/plugins/linuxns.sock";
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(socket))!);
// What a driver that was killed has left.
File.Delete(socket);

using NetNamespace host = NetNamespace.OpenCurrent();
Driver driver = new(host);
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options => options.ListenUnixSocket(socket));
WebApplication application = builder.Build();
application.MapPost("/{method}", async (string method, HttpContext context) =>
{
    // Docker wants an error as text in an answer that is otherwise good, and sends a content type of its own.
    context.Response.ContentType = "application/vnd.docker.plugins.v1.1+json";
    await context.Response.WriteAsync((await driver.AnswerAsync(method, context.Request.Body, context.RequestAborted)).ToJsonString(), context.RequestAborted);
});
application.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening at {socket}."));
await application.RunAsync();
File.Delete(socket);
