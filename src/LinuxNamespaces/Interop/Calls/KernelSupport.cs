namespace LinuxNamespaces.Interop;

/// <summary>Finds out which features the running kernel supports, without changing anything.</summary>
internal static unsafe class KernelSupport
{
    private static readonly Lazy<bool> s_setsMountAttributes = new(() => Has(SystemCall.mount_setattr));

    private static readonly Lazy<bool> s_filtersSystemCalls = new(() =>
    {
        uint action = Linux.SECCOMP_RET_ALLOW;
        return Libc.syscall(SystemCall.seccomp.Number, Linux.SECCOMP_GET_ACTION_AVAIL, 0, (nint)(&action), 0, 0) == 0
            || SystemCalls.LastError is var error && error != Errno.ENOSYS && error != Errno.EINVAL;
    });

    /// <summary>Gets the version of the kernel without the vendor's suffix.</summary>
    internal static Version Version { get; } = Environment.OSVersion.Version;

    /// <summary>mount_setattr(2), kernel 5.12.</summary>
    internal static bool SetsMountAttributes => s_setsMountAttributes.Value;

    /// <summary>seccomp(2) with filters, CONFIG_SECCOMP_FILTER.</summary>
    internal static bool FiltersSystemCalls => s_filtersSystemCalls.Value;

    // The call has no effect on an invalid descriptor. If a seccomp filter rejects it, the actual call fails later with the same errno.
    private static bool Has(SystemCall call) => Libc.syscall(call.Number, -1, 0, 0, 0, 0) != -1 || SystemCalls.LastError != Errno.ENOSYS;
}
