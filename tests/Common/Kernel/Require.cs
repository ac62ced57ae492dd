using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.TestTools;

/// <summary>What tests need of the machine; without it they are skipped, with one of these reasons.</summary>
internal static class Require
{
    /// <summary>Whether the tests run as root, and not of a user namespace of their own.</summary>
    internal static bool IsRootOfTheMachine => Environment.IsPrivilegedProcess && HasAllUsers;

    /// <summary>Whether the tests may create and enter namespaces directly.</summary>
    internal static bool HasPrivileges => Capabilities.Has(Capability.SysAdmin);

    /// <summary>What is neither for an ordinary user nor for the root of a user namespace.</summary>
    internal static void RootOfTheMachine() => Assert.SkipUnless(IsRootOfTheMachine, "This is for root of the machine.");

    internal static bool HasAllUsers => File.ReadAllText("/proc/self/uid_map").Contains("4294967295", StringComparison.Ordinal);

    internal static void NetworkNamespaces()
    {
        try
        {
            // From the first use on the library keeps what opens things in namespaces.
            using NetNamespace first = NetNamespace.Create();
            first.OpenRtnetlink().Dispose();
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM || e.Errno == Errno.ENOSPC)
        {
            Assert.Skip($"Network namespaces cannot be created: {e.Message}");
        }
    }

    internal static void NamedNamespaces()
    {
        // Names are mounts.
        Privileges();
        try
        {
            Directory.CreateDirectory("/run/netns");
        }
        catch (UnauthorizedAccessException)
        {
            Assert.Skip("/run belongs to somebody else, so no namespace can get a name.");
        }
    }

    /// <summary>What shows that a process is not the caller's to look at is the first process of the machine. In a container it may be the caller's own.</summary>
    internal static void AnotherFirstProcess() => Assert.SkipWhen(
        Environment.ProcessId == 1 || (!Environment.IsPrivilegedProcess && new FileInfo("/proc/1/ns/net").LinkTarget is not null), "The first process belongs to this user.");

    /// <summary>What the compiler of native code needs of the machine.</summary>
    internal static void NativeCompilation()
    {
        Program("gcc");
        Assert.SkipUnless(File.Exists("/usr/include/zlib.h"), "zlib has no headers; install the package 'zlib1g-dev'.");
    }

    internal static void ProtocolNames() => Assert.SkipUnless(File.Exists("/etc/protocols"), "There is no /etc/protocols; install the package 'netbase'.");

    internal static void Program(string name) => InstalledPrograms.Require(name);

    /// <summary>The directory of a new cgroup of version 2, which the test deletes.</summary>
    internal static string OwnCgroup()
    {
        string? root = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(fields => fields[2] == "cgroup2")?[1];
        string path = Path.Combine(root ?? "/nonexistent", RunMark.NewName());
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("No cgroup can be created.");
            throw;
        }
    }

    internal static void PackageSource()
    {
        if (!HasAllUsers && Directory.GetDirectories("/proc/sys/net/ipv4/conf").Length <= 3)
        {
            Assert.Skip("There is no network in this user namespace to get packages over.");
        }
    }

    internal static void UserNamespaces()
    {
        try
        {
            NamespaceProcess.Start(new NamespaceProcessStartInfo("true") { NewNamespaces = NamespaceTypes.User }).Dispose();
        }
        catch (ChildSetupException e) when (e.Step.Stage == ProcessStage.CreateProcess)
        {
            Assert.Skip($"User namespaces cannot be created. {e.Remedy}");
        }
    }

    internal static void Privileges()
    {
        if (!HasPrivileges)
        {
            Assert.Skip("This needs CAP_SYS_ADMIN, which an ordinary user has only in a user namespace.");
        }
    }
}
