using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The loopback device of the new network namespace.</summary>
internal sealed class Loopback(SetupContext context) : ProcessFeature(context)
{
    // struct ifreq: the name, and the flags.
    private const int RequestSize = 40;
    private const int FlagsOffset = 16;

    internal override void CheckUsage() => RequireNew(Info.LoopbackUp, NamespaceTypes.Network, nameof(Info.LoopbackUp));

    internal void Compile()
    {
        if (!Info.LoopbackUp)
        {
            return;
        }

        Context.Stage = ProcessStage.CreateNamespaces;
        StepArgument socket = Program.AddSlot("socket");
        Program.AddSaving(socket, SystemCall.socket, Linux.AF_INET, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
        byte[] request = new byte[RequestSize];
        "lo"u8.CopyTo(request);
        request[FlagsOffset] = (byte)(Linux.IFF_UP | Linux.IFF_RUNNING);
        Program.Add(SystemCall.ioctl, socket, StepArgument.Named(Linux.SIOCSIFFLAGS, "SIOCSIFFLAGS"), Program.Bytes(request, "{\"lo\", IFF_UP | IFF_RUNNING}"));
        Program.Add(SystemCall.close, socket);
    }
}
