namespace LinuxNamespaces.Interop;

/// <summary>Constants of sys/ipc.h.</summary>
internal static partial class Linux
{
    internal const int IPC_CREAT = 0x200;
    internal const int IPC_EXCL = 0x400;
    internal const int IPC_RMID = 0;
}
