using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LinuxNamespaces.TestTools;

namespace LinuxNamespaces.Tests.Interop;

/// <summary>Asks the C compiler of the machine what the headers of kernel and C library say.</summary>
internal static partial class CHeaders
{
    // Headers of the kernel and of the C library that tell the same things cannot be included together: what the first list does not know,
    // the second one is asked for. A header that is not there takes its names along.
    private static readonly string[][] s_headers =
    [
        [
            "errno.h", "fcntl.h", "poll.h", "pwd.h", "sched.h", "signal.h", "stddef.h", "stdio.h", "sys/epoll.h", "sys/eventfd.h", "sys/file.h", "sys/ioctl.h", "sys/ipc.h",
            "sys/mman.h", "sys/mount.h", "sys/prctl.h", "sys/resource.h", "sys/socket.h", "sys/stat.h", "sys/syscall.h", "sys/uio.h",
            "sys/vfs.h", "sys/wait.h", "netinet/in.h", "netinet/icmp6.h", "linux/capability.h", "linux/errqueue.h", "linux/fib_rules.h", "linux/filter.h",
            "linux/gen_stats.h", "linux/genetlink.h", "linux/icmp.h", "linux/if.h", "linux/if_addr.h", "linux/if_arp.h", "linux/if_bonding.h", "linux/if_bridge.h",
            "linux/if_link.h", "linux/if_packet.h", "linux/if_tun.h", "linux/if_tunnel.h", "linux/inet_diag.h", "linux/ioprio.h", "linux/ip6_tunnel.h",
            "linux/landlock.h", "linux/limits.h", "linux/lwtunnel.h", "linux/magic.h", "linux/mpls_iptunnel.h", "linux/neighbour.h", "linux/net_namespace.h",
            "linux/netfilter.h", "linux/netfilter/nf_conntrack_common.h", "linux/netfilter/nf_nat.h", "linux/netfilter/nf_tables.h", "linux/netfilter/nfnetlink.h",
            "linux/netfilter/nfnetlink_conntrack.h", "linux/netlink.h", "linux/nexthop.h", "linux/nsfs.h", "linux/pkt_cls.h", "linux/pkt_sched.h",
            "linux/packet_diag.h", "linux/netlink_diag.h", "linux/rtnetlink.h", "linux/seccomp.h", "linux/securebits.h", "linux/seg6_iptunnel.h", "linux/sock_diag.h",
            "linux/sockios.h", "linux/tc_act/tc_gact.h", "linux/tc_act/tc_mirred.h", "linux/tc_act/tc_pedit.h", "linux/tc_act/tc_skbedit.h", "linux/tc_act/tc_vlan.h",
            "linux/tcp.h", "linux/unix_diag.h", "linux/veth.h", "linux/virtio_net.h", "linux/wireguard.h",
        ],
        ["stddef.h", "stdio.h", "linux/fcntl.h", "linux/mount.h", "linux/openat2.h", "linux/pidfd.h", "linux/sched.h", "linux/sched/types.h", "linux/stat.h", "linux/wait.h"],
    ];

    /// <summary>The values of integer expressions; those that the headers do not know are left out.</summary>
    internal static async Task<IReadOnlyDictionary<string, long>> EvaluateAsync(IReadOnlyCollection<string> expressions, CancellationToken cancellationToken)
    {
        string directory = Directory.CreateTempSubdirectory("headers").FullName;
        try
        {
            Dictionary<string, long> values = [];
            foreach (string[] headers in s_headers)
            {
                await EvaluateAsync(directory, headers, [.. expressions.Except(values.Keys)], values, cancellationToken);
            }

            return values;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task EvaluateAsync(
        string directory, string[] headers, List<string> expressions, Dictionary<string, long> values, CancellationToken cancellationToken)
    {
        string source = Path.Combine(directory, "values.c");
        string program = Path.Combine(directory, "values");
        while (true)
        {
            await File.WriteAllTextAsync(source, Source(headers, expressions), cancellationToken);
            (int exitCode, string output) = await RunAsync(InstalledPrograms.Require("gcc"), ["-w", "-fmax-errors=0", "-D_GNU_SOURCE", "-o", program, source], cancellationToken);
            if (exitCode == 0)
            {
                break;
            }

            // Each expression has a line of its own, with its number in the list.
            HashSet<int> unknown = [.. ErrorLine().Matches(output).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
            if (unknown.Count == 0)
            {
                throw new InvalidOperationException($"The C compiler failed: {output}");
            }

            expressions = [.. expressions.Where((_, index) => !unknown.Contains(index + 1))];
        }

        (_, string result) = await RunAsync(program, [], cancellationToken);
        foreach ((string expression, string value) in expressions.Zip(result.Split('\n')))
        {
            values.Add(expression, long.Parse(value, CultureInfo.InvariantCulture));
        }
    }

    private static string Source(string[] headers, List<string> expressions)
    {
        StringBuilder source = new();
        foreach (string header in headers)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"#if __has_include(<{header}>)\n#include <{header}>\n#endif");
        }

        source.AppendLine("int main(void) {\n#line 1 \"expressions\"");
        foreach (string expression in expressions)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"printf(\"%lld\\n\", (long long)({expression}));");
        }

        return source.AppendLine("return 0; }").ToString();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output + await errors);
    }

    [GeneratedRegex(@"^expressions:(\d+):\d+: error:", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
