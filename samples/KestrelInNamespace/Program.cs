// A web server in one namespace, and HttpClient in another; any user may run it:
//
//   client                             server
//   eth0 10.1.0.1 -------------------- 10.1.0.2 eth0     http://web:PORT/
//
// Both are in this process, in its ordinary threads. What is in a namespace is the sockets: the server's listens in one, the client's
// connects from the other. The machine itself has no way to either.
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces;
using LinuxNamespaces.Network;
using LinuxNamespaces.Samples;

const string Name = "KestrelInNamespace";
IPAddress serverAddress = IPAddress.Parse("10.1.0.2");

return await Sample.RunAsync(
    Name,
    "Serves HTTP in one network namespace and fetches it from another, and shows that the host cannot.",
    [],
    args,
    RunAsync);

async Task RunAsync(Sample sample)
{
    Steps steps = sample.Steps;
    Cleanup cleanup = sample.Cleanup;

    Steps.Title("Two hosts and a cable:");
    NetNamespace server = cleanup.Add(steps.Do("a network namespace, server", "ip netns add server", () => NetNamespace.Create()));
    NetNamespace client = cleanup.Add(steps.Do("a network namespace, client", "ip netns add client", () => NetNamespace.Create()));
    VethPair cable = steps.Do("a veth pair between them", "ip link add eth0 netns client type veth peer eth0 netns server", () =>
        VethPair.Create(client, "eth0", server, "eth0"));
    steps.Do("the address of the client", "ip -n client addr add 10.1.0.1/24 dev eth0", () => cable.First.Up().AddAddress("10.1.0.1/24"));
    steps.Do("the address of the server", "ip -n server addr add 10.1.0.2/24 dev eth0", () => cable.Second.Up().AddAddress($"{serverAddress}/24"));

    int port = FindFreePortOfHost();
    Steps.Title("Kestrel listens in the server's namespace:");
    await using WebApplication web = await ServeAsync(server, port, sample.Stop);
    Console.WriteLine($"  {string.Join(' ', web.Urls)} in {server}");

    Uri uri = new($"http://web:{port}/");
    Steps.Title($"The client, as 'ip netns exec client curl {uri}':");
    NamespaceHttpOptions names = new() { ResolveHost = (_, _) => new([serverAddress]) };
    using HttpClient http = new(client.CreateHttpHandler(names));
    Console.WriteLine($"  {await http.GetStringAsync(uri, sample.Stop)}");

    Steps.Title($"The host, as 'curl http://localhost:{port}/': the server listens at every address of its namespace, and at no other.");
    await FailAsync(new IPEndPoint(IPAddress.Loopback, port), sample.Stop);
}

static async Task<WebApplication> ServeAsync(NetNamespace server, int port, CancellationToken stop)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = server.CreateBoundListenSocket);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, port));
    WebApplication web = builder.Build();
    web.MapGet("/", (HttpContext context) => $"Hello {context.Connection.RemoteIpAddress}, this is {context.Connection.LocalIpAddress}");
    await web.StartAsync(stop);
    return web;
}

static async Task FailAsync(EndPoint endPoint, CancellationToken stop)
{
    using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    try
    {
        await socket.ConnectAsync(endPoint, stop);
    }
    catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
    {
        Console.WriteLine($"  {endPoint}: {e.Message}, as it should be");
        return;
    }

    throw new SampleException($"The host has reached a server at {endPoint}. Another program has begun to listen there.");
}

// A port that no program of the host listens on, so that only the server could answer. In the namespace, all ports are free.
static int FindFreePortOfHost()
{
    using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    socket.Bind(new IPEndPoint(IPAddress.Any, 0));
    return ((IPEndPoint)socket.LocalEndPoint!).Port;
}
