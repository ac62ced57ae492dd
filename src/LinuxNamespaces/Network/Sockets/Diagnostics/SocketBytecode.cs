using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Network;

/// <summary>Compiles a filter of sockets to the conditional jumps that the kernel runs for each socket; linux/inet_diag.h.</summary>
/// <remarks>Each condition that holds leads to the next one. One that does not jumps over the end, which rejects the socket.</remarks>
internal ref struct SocketBytecode
{
    // Two conditions on addresses, four on ports, one on the link, one on the mark.
    internal const int MaxLength = (2 * 28) + (4 * 8) + 8 + 12;

    private const int NoPort = -1;

    private readonly Span<byte> _code;
    private int _length;

    private SocketBytecode(Span<byte> code) => _code = code;

    /// <summary>Writes the conditions of a filter.</summary>
    /// <returns>The bytes; none if there are no conditions.</returns>
    internal static ReadOnlySpan<byte> Compile(Span<byte> buffer, NetSocketFilter filter)
    {
        SocketBytecode code = new(buffer[..MaxLength]);
        code.AddPorts(filter.LocalPorts, INET_DIAG_BC_S_GE, INET_DIAG_BC_S_LE);
        code.AddPorts(filter.RemotePorts, INET_DIAG_BC_D_GE, INET_DIAG_BC_D_LE);
        code.AddAddress(filter.Local, INET_DIAG_BC_S_COND);
        code.AddAddress(filter.Remote, INET_DIAG_BC_D_COND);
        if (filter.LinkIndex is { } link)
        {
            MemoryMarshal.Write(code.Add(INET_DIAG_BC_DEV_COND, sizeof(uint)), link);
        }

        if (filter.Mark is { } mark)
        {
            MemoryMarshal.Write(code.Add(INET_DIAG_BC_MARK_COND, Unsafe.SizeOf<inet_diag_markcond>()), new inet_diag_markcond { mark = (uint)mark, mask = uint.MaxValue });
        }

        return code.Link();
    }

    private void AddPorts(PortRange? ports, byte least, byte most)
    {
        if (ports is null)
        {
            return;
        }

        AddPort(least, ports.First);
        AddPort(most, ports.Last);
    }

    /// <summary>A second instruction has the port where it would have its jump.</summary>
    private void AddPort(byte code, int port) => MemoryMarshal.Write(Add(code, Unsafe.SizeOf<inet_diag_bc_op>()), new inet_diag_bc_op { no = (ushort)port });

    private void AddAddress(IPNetwork? prefix, byte code)
    {
        if (prefix is not { } network)
        {
            return;
        }

        bool v4 = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        int header = Unsafe.SizeOf<inet_diag_hostcond>();
        Span<byte> condition = Add(code, header + (v4 ? 4 : 16));
        MemoryMarshal.Write(condition, new inet_diag_hostcond { family = (byte)(v4 ? Linux.AF_INET : Linux.AF_INET6), prefix_len = (byte)network.PrefixLength, port = NoPort });
        network.BaseAddress.TryWriteBytes(condition[header..], out _);
    }

    private Span<byte> Add(byte code, int arguments)
    {
        int length = Unsafe.SizeOf<inet_diag_bc_op>() + arguments;
        Span<byte> instruction = _code.Slice(_length, length);
        instruction.Clear();
        MemoryMarshal.Write(instruction, new inet_diag_bc_op { code = code, yes = (byte)length });
        _length += length;
        return instruction[Unsafe.SizeOf<inet_diag_bc_op>()..];
    }

    private readonly ReadOnlySpan<byte> Link()
    {
        for (int position = 0; position < _length;)
        {
            ref inet_diag_bc_op instruction = ref MemoryMarshal.AsRef<inet_diag_bc_op>(_code[position..]);
            instruction.no = (ushort)(_length - position + Unsafe.SizeOf<inet_diag_bc_op>());
            position += instruction.yes;
        }

        return _code[.._length];
    }
}
