namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/sched.h, sched(7), namespaces(7).</summary>
internal static partial class Linux
{
    internal const uint CLONE_NEWTIME = 0x80;
    internal const uint CLONE_NEWNS = 0x20000;
    internal const uint CLONE_NEWCGROUP = 0x2000000;
    internal const uint CLONE_NEWUTS = 0x4000000;
    internal const uint CLONE_NEWIPC = 0x8000000;
    internal const uint CLONE_NEWUSER = 0x10000000;
    internal const uint CLONE_NEWPID = 0x20000000;
    internal const uint CLONE_NEWNET = 0x40000000;
}
