namespace LinuxNamespaces.Interop;

/// <summary>capget(2).</summary>
internal static unsafe class CapabilityCalls
{
    /// <summary>Gets the capabilities of the calling thread; none if the call fails.</summary>
    internal static (ulong Effective, ulong Permitted, ulong Inheritable) Get()
    {
        uint* header = stackalloc uint[2] { Linux._LINUX_CAPABILITY_VERSION_3, 0 };
        uint* data = stackalloc uint[6];
        return Libc.syscall(SystemCall.capget.Number, (nint)header, (nint)data, 0, 0, 0) == 0
            ? (data[0] | ((ulong)data[3] << 32), data[1] | ((ulong)data[4] << 32), data[2] | ((ulong)data[5] << 32))
            : default;
    }
}
