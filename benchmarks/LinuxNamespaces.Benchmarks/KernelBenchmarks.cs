using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Benchmarks;

/// <summary>Requests to the kernel. <c>benchmarks/peers/route.c</c> and <c>sockets.c</c> do the same.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private const int AtOnce = 16;

    private NetNamespace _first = null!;
    private NetNamespace _second = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _first = NetNamespace.Create();
        _second = NetNamespace.Create();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Benchmark]
    public int GetLink() => _first.Links.Get(1).Index;

    [Benchmark]
    public void CreateAndDeleteVethPair() => VethPair.Create(_first, "veth0", _second, "veth0").Delete();

    [Benchmark]
    public void OpenSocket() => _first.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose();

    /// <summary>As in C, a descriptor; around it <see cref="Socket"/> asks the kernel for more.</summary>
    [Benchmark]
    public void OpenSocketHandle() => _first.CreateSocketHandle((int)AddressFamily.InterNetwork, (int)SocketType.Stream, (int)ProtocolType.Tcp).Dispose();

    /// <summary>The time is that of one of them.</summary>
    [Benchmark(OperationsPerInvoke = AtOnce)]
    public void OpenSixteenSockets()
    {
        foreach (Socket socket in _first.CreateSockets(AtOnce, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Dispose();
        }
    }
}
