// Starts processes by the thousand and under bad conditions. It prints one line; the exit code is 0 when all went well.
//
//   LinuxNamespaces.Stress spawn 10000          starts that many, with failures mixed in; nothing may be left of them
//   LinuxNamespaces.Stress storm 60 8           starts for that many seconds, by that many threads, while garbage is collected and signals rain
//   LinuxNamespaces.Stress sigchld-ignored      the exit status is right when SIGCHLD was inherited as ignored
//   LinuxNamespaces.Stress as-init              the exit status is right when this is the first process of a PID namespace
//   LinuxNamespaces.Stress parent-death         the parent-death signal is that of the process, not of the thread that starts
//   LinuxNamespaces.Stress sockets 10000        opens that many in a network namespace; nothing may be left of them
//   LinuxNamespaces.Stress placed 10000         has that many calls made in namespaces; nothing may be left of them
//   LinuxNamespaces.Stress killed 200 ordinary  kills a program that works without privileges that many times; nothing may be left of it
//   LinuxNamespaces.Stress killed 200 privileged                     the same as root
//
// The tests run it for a short time. For long, from the root of the repository:
//
//   dotnet run -c Release --project tests/LinuxNamespaces.Stress -- storm 60
//   DOTNET_gcServer=1 dotnet run -c Release --project tests/LinuxNamespaces.Stress -- storm 60
//   dotnet publish tests/LinuxNamespaces.Stress -p:PublishAot=true -o artifacts/stress && artifacts/stress/LinuxNamespaces.Stress storm 60
using System.Globalization;
using LinuxNamespaces.Stress;

const int DefaultThreads = 8;

(bool Passed, string Line) result;
try
{
    result = args switch
    {
        ["spawn", string count] => SpawnMode.Run(Number(count)),
        ["storm", string seconds] => StormMode.Run(TimeSpan.FromSeconds(Number(seconds)), DefaultThreads),
        ["storm", string seconds, string threads] => StormMode.Run(TimeSpan.FromSeconds(Number(seconds)), Number(threads)),
        ["sigchld-ignored"] => SignalIgnoredMode.Run(),
        [SignalIgnoredMode.InnerVerb] => SignalIgnoredMode.RunInner(),
        ["as-init"] => AsInitMode.Run(),
        [AsInitMode.InnerVerb] => AsInitMode.RunInner(),
        ["parent-death"] => ParentDeathMode.Run(),
        [ParentDeathMode.InnerVerb, string kind] => ParentDeathMode.RunInner(kind),
        ["sockets", string count] => SocketsMode.Run(Number(count)),
        ["placed", string count] => PlacedMode.Run(Number(count)),
        ["killed", string rounds, string kind] => KilledMode.Run(Number(rounds), kind),
        [KilledMode.RoomVerb, string rounds, string kind] => KilledMode.RunRoom(Number(rounds), kind),
        [KilledMode.VictimVerb, string kind] => KilledMode.RunVictim(kind),
        _ => (false, "spawn COUNT | storm SECONDS [THREADS] | sigchld-ignored | as-init | parent-death | sockets COUNT | placed COUNT | killed ROUNDS ordinary|privileged"),
    };
}
#pragma warning disable CA1031 // Whatever goes wrong is the result.
catch (Exception e)
#pragma warning restore CA1031
{
    result = (false, e.ToString());
}

Console.WriteLine($"{(result.Passed ? "passed" : "FAILED")}: {result.Line}");
return result.Passed ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
