using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>Classic BPF programs that drop messages for a socket. See socket(7), SO_ATTACH_FILTER.</summary>
internal static unsafe class SocketFilter
{
    /// <summary>Lets only registrations and removals of links pass to a netlink socket; other changes of links are dropped in the kernel.</summary>
    /// <returns>False if the kernel rejects the program. The socket then receives all messages.</returns>
    internal static bool TryPassLinkLifetimes(SafeHandle socket)
    {
        // struct nlmsghdr is followed by struct ifinfomsg: the family is at 16, ifi_change at 28. A load is big-endian.
        ReadOnlySpan<sock_filter> program =
        [
            Load(Linux.BPF_B, 16),
            Equal(Linux.AF_UNSPEC, then: 0, otherwise: 5),
            Load(Linux.BPF_H, 4),
            Equal(ToLoaded(Linux.RTM_DELLINK), then: 4, otherwise: 0),
            Equal(ToLoaded(Linux.RTM_NEWLINK), then: 0, otherwise: 2),
            Load(Linux.BPF_W, 28),
            Equal(uint.MaxValue, then: 1, otherwise: 0),
            Return(0),
            Return(uint.MaxValue),
        ];
        fixed (sock_filter* filter = program)
        {
            sock_fprog description = new() { len = (ushort)program.Length, filter = filter };
            return Libc.setsockopt(socket, Linux.SOL_SOCKET, Linux.SO_ATTACH_FILTER, &description, (uint)sizeof(sock_fprog)) == 0;
        }
    }

    private static uint ToLoaded(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static sock_filter Load(ushort size, uint offset) => new() { code = (ushort)(Linux.BPF_LD | size | Linux.BPF_ABS), k = offset };

    private static sock_filter Equal(uint value, byte then, byte otherwise) =>
        new() { code = Linux.BPF_JMP | Linux.BPF_JEQ | Linux.BPF_K, jt = then, jf = otherwise, k = value };

    private static sock_filter Return(uint length) => new() { code = Linux.BPF_RET | Linux.BPF_K, k = length };
}
