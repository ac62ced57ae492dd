using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>The directory of the names.</summary>
internal static class NetnsDirectory
{
    internal const string Path = "/run/netns";

    /// <summary>Makes it, unless it is there.</summary>
    internal static void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ToolException($"mkdir {Path} failed: {Errno.EACCES.Description}");
        }
    }

    /// <summary>Makes it, and refuses those who may not mount there: ip(8) finds that out before all else.</summary>
    internal static void Require()
    {
        Create();
        if (!CapabilitySets.GetPermittedOfCaller().Contains(Capability.SysAdmin))
        {
            throw new ToolException($"mount --make-shared {Path} failed: {Errno.EPERM.Description}");
        }
    }
}
