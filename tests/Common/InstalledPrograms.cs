using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit;

namespace LinuxNamespaces.TestTools;

/// <summary>The programs of the machine that tests run. A test that lacks one is skipped, and the reason names the Debian package to install.</summary>
internal static partial class InstalledPrograms
{
    // Each line: a package of Debian, and its programs that tests run.
    private const string Packages =
        """
        binutils as objcopy readelf
        binutils-aarch64-linux-gnu aarch64-linux-gnu-as aarch64-linux-gnu-objcopy
        binutils-x86-64-linux-gnu x86_64-linux-gnu-as x86_64-linux-gnu-objcopy
        bsdutils script
        bubblewrap bwrap
        busybox-static busybox
        conntrack conntrack
        containerd containerd ctr
        crun crun
        gcc gcc cc
        gcc-aarch64-linux-gnu aarch64-linux-gnu-gcc
        gcc-x86-64-linux-gnu x86_64-linux-gnu-gcc
        hostname hostname
        iperf3 iperf3
        iproute2 bridge ip ss tc
        mount mount umount
        nftables nft
        passt pasta
        podman podman
        postgresql initdb postgres
        procps ps
        qemu-user qemu-aarch64 qemu-x86_64
        runc runc
        strace strace
        tcpdump tcpdump
        uidmap newuidmap newgidmap
        util-linux chrt findmnt ionice ipcmk ipcrm ipcs lsipc lsns nsenter prlimit runuser setpriv unshare
        wireguard-tools wg
        """;

    private static readonly Dictionary<string, string> s_packages = Packages.Split('\n').Select(line => line.Split(' '))
        .SelectMany(words => words[1..].Select(program => (Program: program, Package: words[0]))).ToDictionary(pair => pair.Program, pair => pair.Package);

    /// <summary>Lets tests find the tools of the administrator, which the search path of an ordinary user does not have on Debian.</summary>
    [ModuleInitializer]
    internal static void ExtendSearchPath()
    {
        string[] directories = SearchPath();
        Environment.SetEnvironmentVariable("PATH", string.Join(':', directories.Concat(((string[])["/usr/local/sbin", "/usr/sbin", "/sbin"]).Except(directories).Where(Directory.Exists))));
    }

    /// <summary>The path of a program; null if it is not installed.</summary>
    internal static string? Find(string program) => program.Contains('/', StringComparison.Ordinal)
        ? (File.Exists(program) ? program : null)
        : SearchPath().Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    /// <summary>The path of a program. Skips the test if it is not installed.</summary>
    internal static string Require(string program)
    {
        string? found = Find(program);
        Assert.SkipWhen(found is null, ReasonToSkip(program));
        // Compilers come without the headers and the library where recommended packages are left out.
        (string Headers, string Package)? library = (program, RuntimeInformation.ProcessArchitecture) switch
        {
            ("gcc" or "cc", _) => ("/usr/include", "libc6-dev"),
            ("aarch64-linux-gnu-gcc", not Architecture.Arm64) => ("/usr/aarch64-linux-gnu/include", "libc6-dev-arm64-cross"),
            ("x86_64-linux-gnu-gcc", not Architecture.X64) => ("/usr/x86_64-linux-gnu/include", "libc6-dev-amd64-cross"),
            _ => null,
        };
        Assert.SkipWhen(library is { } needed && !File.Exists(needed.Headers + "/stdio.h"), $"The C library has no headers for '{program}'; install the package '{library?.Package}'.");
        return found!;
    }

    /// <summary>Skips the test if it was about to run one of the known programs, and that is not installed.</summary>
    internal static void SkipWhenMissing(string program)
    {
        if (s_packages.ContainsKey(program))
        {
            Require(program);
        }
    }

    /// <summary>Skips the test if a shell or another tool says that it did not find one of the known programs, and that is not installed.</summary>
    /// <param name="errors">What the tool has written.</param>
    internal static void SkipWhenMissed(string errors)
    {
        foreach (Match match in NotFound().Matches(errors))
        {
            SkipWhenMissing(Path.GetFileName(match.Groups.Values.Skip(1).First(group => group.Success).Value));
        }
    }

    /// <summary>Why a test is skipped without a program.</summary>
    internal static string ReasonToSkip(string program) => s_packages.TryGetValue(program, out string? package)
        ? $"The program '{program}' is not installed; install the package '{package}'."
        : $"The program '{program}' is not installed.";

    private static string[] SearchPath() => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"(\S+): (?:command )?not found|(?:failed to execute|execvp?) '?([^\s:']+)'?: No such file|env: \W?([^\s:‘’']+)\W?: No such file|Cannot? find executable '?([^\s']+)|Can't stat '([^\s']+)'|exec of ""([^\s""]+)"" failed: No such file|execvp ([^\s:]+): No such file")]
    private static partial Regex NotFound();
}
