using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Inspection;
using LinuxNamespaces.IntegrationTests.Names;
using LinuxNamespaces.IntegrationTests.Processes;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>The tests, and what they run in a process of its own, where the mounts are others or system calls fail.</summary>
internal static class Program
{
    private const string CreateVerb = "create";
    private const string StrayVerb = "stray";
    private const string SupportVerb = "support";
    private const string PastaVerb = "pasta";
    private const string InspectVerb = "inspect";
    private const string HangVerb = "hang";
    private const string ReplaceVerb = "replace";
    private const string FetchVerb = "fetch";
    private const string ExhaustVerb = "exhaust";
    private const string DisposeVerb = "dispose";
    private const string PingVerb = "ping";

    /// <summary>The command that creates a namespace with a name and tells what was there before, how it went, and what is there then.</summary>
    internal static string CreateCommand(string name) => $"{Executable} {CreateVerb} '{name}'";

    /// <summary>The command that sends a thread to another namespace, where those that the runtime starts by itself may follow, and counts what is elsewhere.</summary>
    internal static string StrayCommand => $"{Executable} {StrayVerb}";

    /// <summary>The command that tells, kind by kind, whether namespaces can be created, and why not.</summary>
    internal static string SupportCommand => $"{Executable} {SupportVerb}";

    /// <summary>The command that connects a namespace with the outside, tells the process that does, and stays.</summary>
    internal static string PastaCommand => $"exec {Executable} {PastaVerb}";

    /// <summary>The command that prints the namespaces that it sees, and what it does not see.</summary>
    internal static string InspectCommand => $"{Executable} {InspectVerb}";

    /// <summary>The command that starts a process whose setup hangs at a named pipe.</summary>
    internal static string HangCommand(string way, string fifo) => $"exec {Executable} {HangVerb} '{way}' '{fifo}'";

    /// <summary>The command that becomes a shell in a UTS namespace with a name, which is pinned to files; the shell tells its process, the name, and its children.</summary>
    /// <param name="types">The new namespaces.</param>
    /// <param name="paths">The files.</param>
    internal static string ReplaceCommand(NamespaceTypes types, params string[] paths) => $"exec {Executable} {ReplaceVerb} '{types}' {string.Join(' ', paths.Select(path => $"'{path}'"))}";

    /// <summary>The arguments of a process that fetches a page of a host with an IPv4 and an IPv6 address, and prints it.</summary>
    internal static (string Program, string[] Arguments) Fetch(bool v6Works) =>
        (Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.IntegrationTests"), [FetchVerb, v6Works.ToString()]);

    /// <summary>The command that asks for more sockets than the process may have descriptors, and tells the error, how many are left, and whether one can be opened then.</summary>
    internal static string ExhaustCommand => $"exec {Executable} {ExhaustVerb}";

    /// <summary>The command that sends echo requests from the namespace of the process, and prints what became of each.</summary>
    internal static string PingCommand(IPAddress target, int size, int ttl, int count, int milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"exec {Executable} {PingVerb} {target} {size} {ttl} {count} {milliseconds}");

    /// <summary>The command that starts a process of another user, disposes of its object, and prints the process id.</summary>
    internal static string DisposeCommand => $"{Executable} {DisposeVerb}";

    private static string Executable => $"'{Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.IntegrationTests")}'";

    private static Task<int> Main(string[] args) =>
        args is [CreateVerb, string name] ? Task.FromResult(Create(name))
        : args is [SupportVerb] ? Task.FromResult(Support())
        : args is [StrayVerb] ? Task.FromResult(Stray())
        : args is [PastaVerb] ? PastaAsync()
        : args is [InspectVerb] ? Task.FromResult(Inspect())
        : args is [FetchVerb, string v6Works] ? RefusedFamilyTests.FetchAsync(bool.Parse(v6Works))
        : args is [ExhaustVerb] ? Task.FromResult(Exhaust())
        : args is [DisposeVerb] ? DisposeAsync()
        : args is [HangVerb, string way, string fifo] ? Task.FromResult(Hang(way, fifo))
        : args is [ReplaceVerb, string types, .. string[] paths] ? Task.FromResult(Replace(Enum.Parse<NamespaceTypes>(types), paths))
        : args is [PingVerb, string target, .. { Length: 4 } numbers] ? PingAsync(IPAddress.Parse(target), Array.ConvertAll(numbers, number => int.Parse(number, CultureInfo.InvariantCulture)))
        : args.Any(arg => arg is "--server" or "--internal-msbuild-node") ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : ConsoleRunner.Run(args);

    private static async Task<int> DisposeAsync()
    {
        NamespaceProcessStartInfo startInfo = new("sleep", "1000") { UserId = 65534, GroupId = 65534, StandardOutput = ProcessStream.Null, StandardError = ProcessStream.Null };
        NamespaceProcess first = NamespaceProcess.Start(startInfo);
        first.Dispose();
        NamespaceProcess second = NamespaceProcess.Start(startInfo);
        await second.DisposeAsync();
        Console.WriteLine($"{first.Id} {second.Id}");
        return 0;
    }

    private static int Create(string name)
    {
        // From the first use on the library keeps a thread and a descriptor of its own.
        NetNamespace.Create().Dispose();
        Tell();
        try
        {
            NetNamespace.Create(name).Dispose();
            Console.WriteLine("created");
        }
        catch (LinuxException e)
        {
            Console.WriteLine(e.Message);
        }

        Tell();
        foreach (string mount in Mounts())
        {
            Console.WriteLine(mount);
        }

        return 0;

        // The mount namespace is the test's own, and what was mounted before is covered.
        static List<string> Mounts()
        {
            List<string> lines = [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(" /run", StringComparison.Ordinal))];
            return lines[lines.FindLastIndex(line => line.Contains(" /run ", StringComparison.Ordinal))..];
        }

        static void Tell() => Console.WriteLine(
            $"{Leaks.Descriptors()} descriptors, {Mounts().Count(line => line.Contains(" - nsfs ", StringComparison.Ordinal))} mounts, names [{string.Join(',', NetNamespace.List())}], threads elsewhere: {Leaks.ThreadsElsewhere()}");
    }

    private static int Exhaust()
    {
        using NetNamespace red = NetNamespace.Create();
        // What the library opens at the first use, and what the runtime loads for a failure.
        Tell(() => red.CreateSocketHandle(12345, 1, 0));
        Open(100);
        int before = Leaks.Sockets();
        Errno? error = Tell(() => Open(1000));
        int left = Leaks.Sockets() - before;
        Open(1);
        Console.WriteLine($"{error}, {left} left, another one opens");
        return 0;

        void Open(int count) => Array.ForEach(red.CreateSockets(count, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), socket => socket.Dispose());

        static Errno? Tell(Action act)
        {
            try
            {
                act();
                return null;
            }
            catch (LinuxException e)
            {
                return e.Errno;
            }
        }
    }

    private static int Support()
    {
        foreach (NamespaceSupport kind in Namespace.GetSupport())
        {
            Console.WriteLine($"{kind.Type} {kind.Refusal?.Message ?? bool.TrueString}");
        }

        return 0;
    }

    private static int Inspect()
    {
        NamespaceGraph graph = NamespaceGraph.Snapshot();
        foreach (object line in graph.Namespaces.Concat<object>(graph.BlindSpots))
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    private static int Hang(string way, string fifo)
    {
        NamespaceProcess.Start(HangingStart.Info(way, fifo)).Dispose();
        return 0;
    }

    private static int Replace(NamespaceTypes types, string[] paths)
    {
        NamespaceProcessStartInfo info = new("sh", "-c", "read children 2>/dev/null </proc/$$/task/$$/children; echo $$; hostname; echo $children")
        {
            NewNamespaces = types,
            IdMap = types.HasFlag(NamespaceTypes.User) ? IdMap.CurrentUserAsRoot : null,
            HostName = "pinned",
        };
        NamespaceTypes[] kinds = [NamespaceTypes.Uts, NamespaceTypes.Ipc];
        foreach ((NamespaceTypes kind, string path) in kinds.Zip(paths))
        {
            info.PinNamespaces.Add(kind, path);
        }

        CurrentProcess.Exec(info);
        return 0;
    }

    private static int Stray()
    {
        using NetNamespace elsewhere = NetNamespace.Create();
        using SafeFileHandle there = File.OpenHandle(Tool.PathOf(elsewhere));
        using SafeFileHandle home = File.OpenHandle("/proc/self/ns/net");
        int before = Leaks.ThreadsElsewhere();
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim leave = new();
        Thread thread = new(() =>
        {
            _ = Libc.setns(there, (int)Linux.CLONE_NEWNET);
            entered.Set();
            leave.Wait();
            _ = Libc.setns(home, (int)Linux.CLONE_NEWNET);
        });
        thread.Start();
        entered.Wait();
        int between = Leaks.ThreadsElsewhere();
        leave.Set();
        thread.Join();
        Console.WriteLine($"{before} {between} {Leaks.ThreadsElsewhere()}");
        return 0;
    }

    private static async Task<int> PingAsync(IPAddress target, int[] numbers)
    {
        using NetNamespace current = NetNamespace.OpenCurrent();
        try
        {
            EchoOptions options = new() { PayloadSize = numbers[0], Ttl = numbers[1], Count = numbers[2], Timeout = TimeSpan.FromMilliseconds(numbers[3]) };
            await foreach (EchoReply reply in current.PingStreamAsync(target, options))
            {
                Console.WriteLine($"{reply.Status} {reply.From} {reply.Ttl} {reply.Size}");
            }
        }
        catch (LinuxException e)
        {
            Console.WriteLine(e.Message);
        }

        return 0;
    }

    private static async Task<int> PastaAsync()
    {
        using NetNamespace red = NetNamespace.Create();
        await using PastaConnection outside = await red.StartPastaAsync();
        Console.WriteLine(outside.ProcessId);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
