using System.Globalization;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>PostgreSQL of Debian, and Npgsql.</summary>
public sealed class PostgresTests : LabTestBase
{
    // PostgreSQL does not run as root, which an ordinary user is in the namespaces of a lab, and root is anyway.
    private const uint UserId = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [LabFact(Timeout = 120_000)]
    public async Task Npgsql_lives_through_delay_and_a_broken_connection()
    {
        string programs = FindPrograms();
        LabHost db = Lab.AddHost("db"), app = Lab.AddHost("app");
        LabLink link = Lab.Connect(app, db, new() { Delay = TimeSpan.FromMilliseconds(50), Seed = 5 });
        await Lab.StartAsync(TestContext.Current.CancellationToken);
        using TemporaryDirectory directory = new();
        string data = Path.Combine(directory.Path, "data");
        await using (NamespaceProcess initialisation = db.Start(AsUser($"{programs}/initdb", "--pgdata", data, "--auth", "trust", "--username", "postgres", "--no-sync", "--no-locale", "--encoding", "UTF8")))
        {
            string errors = await initialisation.StandardError!.ReadToEndAsync(Token);
            (await initialisation.WaitForExitAsync(Token)).ExitCode.Should().Be(0, errors);
        }

        await File.AppendAllTextAsync(Path.Combine(data, "pg_hba.conf"), "host all all 0.0.0.0/0 trust\n", Token);
        await using NamespaceProcess server = db.Start(AsUser($"{programs}/postgres", "-D", data, "-h", "*", "-k", "", "-F"));
        await WaitForServerAsync(server);

        await using NamespaceProcess client = app.Start(new NamespaceProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.Lab.SystemTests"), Program.DatabaseVerb, "Host=db;Username=postgres;Database=postgres;Command Timeout=3;Cancellation Timeout=-1;Timeout=10")
        {
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
            StandardError = ProcessStream.Null,
        });
        await using IAsyncEnumerator<string> answers = client.StandardOutput!.ReadLinesAsync(Token).GetAsyncEnumerator(Token);
        (await RunAsync(client, answers, "create table notes (id int)")).Result.Should().Be("ok");
        int shortest = int.MaxValue;
        for (int i = 0; i < 8; i++)
        {
            shortest = Math.Min(shortest, (await RunAsync(client, answers, "select 1")).Milliseconds);
        }

        // A busy machine makes some of them longer.
        shortest.Should().BeGreaterThanOrEqualTo(100, "the statement and the answer take 50 ms each");
        (await RunAsync(client, answers, "insert into notes values (1) returning id")).Result.Should().Be("ok 1");

        // What is sent is lost, and the client gives up after its three seconds.
        link.Set(c => c with { Partitioned = true });
        (await RunAsync(client, answers, "insert into notes values (2) returning id")).Result.Should().Be("failed TimeoutException");
        link.Set(c => c with { Partitioned = false });
        (int time, string result) = await RunAsync(client, answers, "insert into notes values (3) returning id");
        result.Should().Be("ok 3", "it connects again");
        time.Should().BeGreaterThanOrEqualTo(200, "a connection takes more ways");

        // The server ends the connection, of which the client hears with its next statement.
        (await RunAsync(client, answers, "select pg_terminate_backend(pg_backend_pid())")).Result.Should().StartWith("failed");
        (await RunAsync(client, answers, "select count(*) from notes where id in (1, 3)")).Result.Should().Be("ok 2");
    }

    private static string FindPrograms()
    {
        string? found = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Order(StringComparer.Ordinal).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        Assert.SkipWhen(found is null, InstalledPrograms.ReasonToSkip("initdb"));
        return found!;
    }

    private static NamespaceProcessStartInfo AsUser(string program, params string[] arguments) => new(program, arguments)
    {
        NewNamespaces = NamespaceTypes.User,
        IdMap = new IdMap { Users = [new IdRange(UserId, OwnId("Uid"))], Groups = [new IdRange(UserId, OwnId("Gid"))] },
        StandardInput = ProcessStream.Null,
        StandardOutput = ProcessStream.Null,
        StandardError = ProcessStream.Pipe,
        ParentDeathSignal = System.Runtime.InteropServices.PosixSignal.SIGQUIT,
    };

    private static uint OwnId(string kind) => uint.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(kind, StringComparison.Ordinal)).Split('\t')[2], CultureInfo.InvariantCulture);

    private static async Task WaitForServerAsync(NamespaceProcess server)
    {
        List<string> lines = [];
        await foreach (string line in server.StandardError!.ReadLinesAsync(Token))
        {
            lines.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The server has ended: {string.Join('\n', lines)}");
    }

    private static async Task<(int Milliseconds, string Result)> RunAsync(NamespaceProcess client, IAsyncEnumerator<string> answers, string statement)
    {
        await client.StandardInput!.WriteAsync(statement + "\n", Token);
        (await answers.MoveNextAsync()).Should().BeTrue();
        string[] parts = answers.Current.Split(' ', 2);
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1].TrimEnd());
    }
}
