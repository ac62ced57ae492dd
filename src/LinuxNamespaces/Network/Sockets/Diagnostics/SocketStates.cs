using System.Net.NetworkInformation;

namespace LinuxNamespaces.Network;

/// <summary>The kernel's numbers of the states of sockets; include/net/tcp_states.h.</summary>
internal static class SocketStates
{
    private static readonly TcpState[] s_states =
    [
        TcpState.Unknown, TcpState.Established, TcpState.SynSent, TcpState.SynReceived, TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait,
        TcpState.Closed, TcpState.CloseWait, TcpState.LastAck, TcpState.Listen, TcpState.Closing, TcpState.SynReceived,
    ];

    /// <summary>The bits of all states that the lists under /proc contain.</summary>
    internal static uint All => (1u << s_states.Length) - 2;

    internal static TcpState FromKernel(uint state) => state < s_states.Length ? s_states[state] : TcpState.Unknown;

    /// <summary>The bits of some states; two states of the kernel are the same here.</summary>
    internal static uint ToBits(IReadOnlyList<TcpState> states)
    {
        uint bits = 0;
        for (int number = 1; number < s_states.Length; number++)
        {
            for (int i = 0; i < states.Count; i++)
            {
                bits |= states[i] == s_states[number] ? 1u << number : 0;
            }
        }

        return bits;
    }
}
