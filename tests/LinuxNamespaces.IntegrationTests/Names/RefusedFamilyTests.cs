using System.Net;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Processes;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>Processes that get no sockets of one family, as under a seccomp filter or a kernel without IPv6.</summary>
[Collection("The kernel")]
public sealed class RefusedFamilyTests
{
    private static readonly string[] s_v4 = ["10.0.0.2", "2001:db8::2"];
    private static readonly string[] s_v6 = ["2001:db8::2", "10.0.0.2"];

    [Theory]
    [InlineData(true, 97)] // EAFNOSUPPORT
    [InlineData(true, 1)] // EPERM
    [InlineData(false, 97)]
    [InlineData(false, 13)] // EACCES
    public async Task The_other_family_is_used(bool v6IsRefused, int errno)
    {
        Require.NetworkNamespaces();
        int? socket = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 41, Architecture.Arm64 => 198, _ => null };
        Assert.SkipUnless(socket is not null, "The filter of this test knows x86-64 and arm64.");
        (string program, string[] arguments) = Program.Fetch(v6Works: !v6IsRefused);
        string output = await Run.OutputAsync(new(program, arguments)
        {
            NoNewPrivileges = true,
            SeccompFilters = { Filter(socket!.Value, v6IsRefused ? Linux.AF_INET6 : Linux.AF_INET, errno) },
            StandardOutput = ProcessStream.Pipe,
        });
        output.Should().Be("hello");
    }

    /// <summary>In the process: the servers have the family that works, and the other one is listed first.</summary>
    internal static async Task<int> FetchAsync(bool v6Works)
    {
        using NetNamespace red = NetNamespace.Create();
        using NetNamespace blue = NetNamespace.Create();
        VethPair pair = VethPair.Create(red, "eth0", blue, "eth0");
        foreach ((Link link, int host) in new (Link, int)[] { (pair.First, 1), (pair.Second, 2) })
        {
            link.Up().AddAddress($"10.0.0.{host}/24");
            link.AddAddress(InterfaceAddress.Parse($"2001:db8::{host}/64") with { Flags = AddressFlags.NoDuplicateAddressDetection });
        }

        string[] order = v6Works ? s_v4 : s_v6;
        using NameServer names = new(blue, order[1], query => query.Addresses(order));
        using WebServer web = new(blue, order[1]);
        using HttpClient http = new(red.CreateHttpHandler(new NamespaceHttpOptions { NameServers = [.. order.Select(address => new IPEndPoint(IPAddress.Parse(address), 53))] }));
        Console.WriteLine(await http.GetStringAsync(new Uri("http://web.example/")));
        return 0;
    }

    // struct sock_filter; the number of the call is at 0, its first argument at 16.
    private static byte[] Filter(int number, int family, int errno)
    {
        const ushort load = 0x20;
        const ushort jumpIfEqual = 0x15;
        const ushort giveBack = 0x06;
        return
        [
            .. Instruction(load, 0, 0, 0),
            .. Instruction(jumpIfEqual, 0, 3, (uint)number),
            .. Instruction(load, 0, 0, 16),
            .. Instruction(jumpIfEqual, 0, 1, (uint)family),
            .. Instruction(giveBack, 0, 0, 0x50000 | (uint)errno),
            .. Instruction(giveBack, 0, 0, 0x7fff0000),
        ];

        static byte[] Instruction(ushort code, byte jumpTrue, byte jumpFalse, uint value) => [.. BitConverter.GetBytes(code), jumpTrue, jumpFalse, .. BitConverter.GetBytes(value)];
    }
}
