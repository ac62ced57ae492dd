using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Tells which version of landlock the kernel has.</summary>
internal static class LandlockSupport
{
    private const int LANDLOCK_CREATE_RULESET_VERSION = 1;

    /// <summary>The version of the interface; 0 without it.</summary>
    internal static int Version
    {
        get
        {
            nint version = Libc.syscall(SystemCall.landlock_create_ruleset.Number, 0, 0, LANDLOCK_CREATE_RULESET_VERSION, 0, 0);
            return version < 0 ? 0 : (int)version;
        }
    }

    /// <summary>The rights about files that a version knows.</summary>
    internal static ulong FileAccess(int version) => version switch
    {
        <= 1 => 0x1fff,
        2 => 0x3fff,
        3 or 4 => 0x7fff,
        _ => 0xffff,
    };

    internal static void Require(int version, bool network)
    {
        if (version == 0)
        {
            throw new NotSupportedException("The kernel has no landlock. It needs version 5.13 with CONFIG_SECURITY_LANDLOCK, and 'landlock' among the active security modules.");
        }

        if (network && version < 4)
        {
            throw new NotSupportedException("The kernel's landlock does not support TCP. That needs kernel 6.7.");
        }
    }
}
