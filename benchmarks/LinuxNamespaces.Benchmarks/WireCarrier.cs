using LinuxNamespaces.Lab;

namespace LinuxNamespaces.Benchmarks;

/// <summary>Carries frames between two links of this namespace until the process is killed, as <c>benchmarks/wire/wire.c</c> does in C.</summary>
internal static class WireCarrier
{
    internal static void Run(string first, string second)
    {
        using NetNamespace current = NetNamespace.OpenCurrent();
        using Wire wire = Wire.Attach(current.Links.Get(first), current.Links.Get(second), new() { Seed = 1 });
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
    }
}
