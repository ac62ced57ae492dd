using System.Globalization;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>A program that is in the middle of something is killed, again and again: nothing is left of it, and the next one works.</summary>
/// <remarks>
/// It happens in a PID and a network namespace, where whatever is left would be seen: as a process, as a mount, as a link.
/// </remarks>
internal static class KilledMode
{
    internal const string RoomVerb = "killed-room";
    internal const string VictimVerb = "killed-victim";
    private const string Privileged = "privileged";
    private const string Ordinary = "ordinary";
    private const string Ready = "ready";
    private const int MaxDelay = 120;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Root with hardly any rights of root's, who may still map himself.
    private static readonly CapabilitySets s_ordinary = CapabilitySets.None with
    {
        Bounding = [Capability.Setfcap], Permitted = [Capability.Setfcap], Effective = [Capability.Setfcap],
    };

    internal static (bool Passed, string Line) Run(int rounds, string kind)
    {
        bool privileged = Environment.IsPrivilegedProcess;
        return kind is not (Privileged or Ordinary) ? (false, $"It is '{Privileged}' or '{Ordinary}'.") : Self.Run(
            new(Self.Command[0], [.. Self.Command[1..], RoomVerb, rounds.ToString(CultureInfo.InvariantCulture), kind])
            {
                NewNamespaces = NamespaceTypes.Pid | NamespaceTypes.Mount | NamespaceTypes.Network | (privileged ? NamespaceTypes.None : NamespaceTypes.User),
                IdMap = privileged ? null : IdMap.CurrentUserAsRoot,
                Init = ProcessInit.BuiltIn,
                Mounts = { Mount.Proc("/proc"), Mount.Tmpfs("/run") },
                StandardOutput = ProcessStream.Pipe,
            });
    }

    /// <summary>Where it happens.</summary>
    internal static (bool Passed, string Line) RunRoom(int rounds, string kind)
    {
        Random random = new();
        using NetNamespace host = NetNamespace.OpenCurrent();
        Directory.CreateDirectory("/run/netns");
        HashSet<string> mounts = Mounts();
        int names = 0;
        for (int round = 0; round < rounds; round++)
        {
            using (NamespaceProcess victim = NamespaceProcess.Start(Victim(kind)))
            {
                using StreamReader reader = new(victim.StandardOutput.AsStream());
                if (reader.ReadLine() is not Ready)
                {
                    return (false, $"Round {round}: it did not work, {victim.WaitForExit()}");
                }

                Thread.Sleep(random.Next(MaxDelay));
                if (victim.HasExited)
                {
                    return (false, $"Round {round}: it ended by itself, {victim.WaitForExit()}");
                }

                victim.Kill();
                victim.WaitForExit();
            }

            // What has a name stays, by design.
            foreach (string name in NetNamespace.List())
            {
                names++;
                NetNamespace.Delete(name);
            }

            string? left = null;
            if (!SpinWait.SpinUntil(() => (left = FindLeft(host, mounts)) is null, s_patience))
            {
                return (false, $"Round {round}: {left}");
            }
        }

        return (true, $"{rounds} times killed ({kind}), nothing left but {names} names, which are deleted");
    }

    /// <summary>What is killed.</summary>
    internal static (bool Passed, string Line) RunVictim(string kind)
    {
        Action[] works = kind == Privileged ? [Plumb, StartProcesses, Connect, Name] : [Plumb, StartProcesses];
        using Barrier barrier = new(works.Length + 1);
        int failures = 0;
        foreach (Action work in works)
        {
            new Thread(() =>
            {
                work();
                barrier.SignalAndWait();
                try
                {
                    while (true)
                    {
                        work();
                    }
                }
                catch (Exception e)
                {
                    Console.Error.WriteLine(e);
                    Environment.Exit(++failures);
                }
            }).Start();
        }

        barrier.SignalAndWait();
        Console.WriteLine(Ready);
        Thread.Sleep(Timeout.Infinite);
        return (false, string.Empty);
    }

    private static NamespaceProcessStartInfo Victim(string kind) => new(Self.Command[0], [.. Self.Command[1..], VictimVerb, kind])
    {
        Capabilities = kind == Ordinary ? s_ordinary : null,
        StandardOutput = ProcessStream.Pipe,
    };

    private static void Plumb()
    {
        using NetNamespace red = NetNamespace.Create();
        using NetNamespace blue = NetNamespace.Create();
        VethPair pair = VethPair.Create(red, "veth0", blue, "veth1");
        pair.First.Up().AddAddress("10.0.0.1/24");
        blue.Links.AddBridge("br0").AddPort(pair.Second);
        red.CreateSocket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp).Dispose();
        using NamespaceProcess inside = NamespaceProcess.Start(new("/bin/true") { JoinNamespaces = { red } });
        inside.WaitForExit();
    }

    private static void StartProcesses()
    {
        using NamespaceProcess process = NamespaceProcess.Start(new("/bin/true")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Mount | NamespaceTypes.Network | NamespaceTypes.Time,
            IdMap = IdMap.CurrentUserAsRoot,
            Init = ProcessInit.BuiltIn,
            Mounts = { Mount.Proc("/proc"), Mount.Tmpfs("/tmp") },
        });
        process.WaitForExit();
    }

    private static void Connect()
    {
        using NetNamespace green = NetNamespace.Create();
        using NetNamespace host = NetNamespace.OpenCurrent();
        VethPair pair = VethPair.Create(green, "eth0", host, "host0");
        pair.Second.Up();
        pair.Delete();
    }

    private static void Name()
    {
        NetNamespace.Create("named").Dispose();
        NetNamespace.Delete("named");
    }

    private static string? FindLeft(NetNamespace host, HashSet<string> mounts)
    {
        string[] known = ["1", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
        string[] processes = [.. Directory.GetDirectories("/proc").Select(path => Path.GetFileName(path)).Where(name => char.IsAsciiDigit(name[0])).Except(known)];
        string[] links = [.. host.Links.List().Select(link => link.Name).Where(name => name != "lo")];
        string[] mounted = [.. Mounts().Where(line => !mounts.Contains(line) && !line.EndsWith(" /run/netns", StringComparison.Ordinal))];
        return processes.Length > 0 ? $"process {string.Join(", ", processes.Select(Describe))}"
            : links.Length > 0 ? $"link {string.Join(", ", links)}"
            : mounted.Length > 0 ? $"mount {string.Join(", ", mounted)}"
            : null;
    }

    private static string Describe(string process)
    {
        try
        {
            return $"{process} ({File.ReadAllText($"/proc/{process}/comm").Trim()}, {File.ReadAllText($"/proc/{process}/wchan")})";
        }
        catch (IOException)
        {
            return process;
        }
    }

    private static HashSet<string> Mounts() => [.. File.ReadLines("/proc/self/mountinfo").Select(line => string.Join(' ', line.Split(' ')[3..5]))];
}
