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

    /// <summary>Creates the directory. Fails for users that may not mount there, which ip(8) also checks first.</summary>
    internal static void Require()
    {
        Create();
        if (!CapabilitySets.GetPermittedOfCaller().Contains(Capability.SysAdmin))
        {
            throw new ToolException($"mount --make-shared {Path} failed: {Errno.EPERM.Description}");
        }
    }
}
