namespace LinuxNamespaces.Interop;

/// <summary>What the running kernel has, found out without changing anything.</summary>
internal static unsafe class KernelSupport
{
    private static readonly Lazy<bool> s_setsMountAttributes = new(() => Has(SystemCall.mount_setattr));

    private static readonly Lazy<bool> s_filtersSystemCalls = new(() =>
    {
        uint action = Linux.SECCOMP_RET_ALLOW;
        return Libc.syscall(SystemCall.seccomp.Number, Linux.SECCOMP_GET_ACTION_AVAIL, 0, (nint)(&action), 0, 0) == 0
            || SystemCalls.LastError is var error && error != Errno.ENOSYS && error != Errno.EINVAL;
    });

    /// <summary>The version, of which the vendor's part is left out.</summary>
    internal static Version Version { get; } = Environment.OSVersion.Version;

    /// <summary>mount_setattr(2), kernel 5.12.</summary>
    internal static bool SetsMountAttributes => s_setsMountAttributes.Value;

    /// <summary>seccomp(2) with filters, CONFIG_SECCOMP_FILTER.</summary>
    internal static bool FiltersSystemCalls => s_filtersSystemCalls.Value;

    // Nothing can be done with a descriptor that is none, and what a filter refuses is refused later, with its errno.
    private static bool Has(SystemCall call) => Libc.syscall(call.Number, -1, 0, 0, 0, 0) != -1 || SystemCalls.LastError != Errno.ENOSYS;
}
