namespace LinuxNamespaces.Compare;

/// <summary>All workloads. A new one is a line here, and a file of its name in the directory of each subject that takes part.</summary>
internal static class Workloads
{
    internal static Workload[] All { get; } =
    [
        new("W1", "get a link by its index", Unit.Microsecond),
        new("W2", "get a link by its name", Unit.Microsecond),
        new("W3", "list 2,001 links", Unit.Millisecond) { Sizes = [2000], HasLinks = true },
        new("W4", "list IPv4 routes", Unit.Millisecond) { Sizes = [1000, 10_000, 100_000], SizeTitle = "routes", HasRoutes = true },
        new("W5", "add or delete a route", Unit.Microsecond),
        new("W5-batch", "add or delete a route, a thousand at once", Unit.Microsecond),
        new("W6", "add and delete an address", Unit.Microsecond),
        new("W7", "create and delete a veth pair, the ends in two namespaces", Unit.Millisecond) { NeedsFreshNamespace = true },
        new("W7-bulk", "create and delete a veth pair, a hundred at once", Unit.Millisecond) { NeedsFreshNamespace = true },
        new("W8", "named namespaces on a bridge, with addresses and up; the whole process", Unit.Millisecond)
        {
            Sizes = [2, 10, 50],
            SizeTitle = "namespaces",
            IsWholeProcess = true,
            NeedsFreshNamespace = true,
        },
        new("W9", "run code in another namespace", Unit.Microsecond),
        new("W10", "build the message that creates a veth pair", Unit.Nanosecond),
        new("W11", "parse a link of a recorded list", Unit.Nanosecond),
        new("W12", "named namespaces, one after the other", Unit.Microsecond) { NeedsFreshNamespace = true },
        new("spawn", "start /bin/true and wait for it; MiB of the parent", Unit.Microsecond) { Sizes = [0, 1024, 4096], SizeTitle = "MiB of the parent" },
        new("spawn-seven", "start /bin/true in seven new namespaces and wait for it; MiB of the parent", Unit.Microsecond) { Sizes = [0, 1024, 4096], SizeTitle = "MiB of the parent" },
        new("socket", "open a TCP socket in another namespace", Unit.Microsecond),
        new("socket-16", "open a TCP socket in another namespace, sixteen at once", Unit.Microsecond),
        new("unshare", "run true in user and PID namespaces by a command; the whole process", Unit.Millisecond) { IsWholeProcess = true },
        new("bwrap", "run true in a sandbox by a command; the whole process", Unit.Millisecond) { IsWholeProcess = true },
        new("start", "get a link by its name; the whole process", Unit.Millisecond) { IsWholeProcess = true },
    ];
}
