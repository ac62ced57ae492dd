using System.Globalization;
using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Describes a process that has a socket, as <c>ss -p</c> shows it.</summary>
/// <remarks>Every holder of a descriptor is an owner; a socket can have several.</remarks>
public sealed record SocketOwner
{
    private const int LongestName = 64;

    // What the kernel writes for the link of a descriptor.
    private static readonly byte[] s_prefix = "socket:["u8.ToArray();

    private SocketOwner()
    {
    }

    /// <summary>Gets the process ID in the caller's PID namespace.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Gets the name of the process, as in <c>/proc/PID/comm</c>. The process chooses it.</summary>
    public required string ProcessName { get; init; }

    /// <summary>Gets the number of the descriptor in the process.</summary>
    public required int Descriptor { get; init; }

    /// <summary>Finds the processes that have sockets, by looking at every descriptor of every process once.</summary>
    /// <param name="inodes">The inode numbers of the sockets, as of <see cref="NetSocketInfo.Inode"/> and <see cref="UnixSocketInfo.Inode"/>.</param>
    /// <returns>The owners by inode number. A socket without owners that the caller can see is missing.</returns>
    /// <remarks>
    /// Processes whose descriptors the caller may not list are passed over: those of other users, without CAP_SYS_PTRACE. See proc_pid_fd(5).
    /// </remarks>
    /// <exception cref="LinuxException"><c>/proc</c> cannot be read.</exception>
    public static IReadOnlyDictionary<ulong, IReadOnlyList<SocketOwner>> Find(IEnumerable<ulong> inodes)
    {
        ArgumentNullException.ThrowIfNull(inodes);
        HashSet<ulong> wanted = [.. inodes];
        Dictionary<ulong, List<SocketOwner>> owners = [];
        using ProcDirectory proc = ProcDirectory.TryOpen("/proc") ?? throw SystemCalls.Failure(SystemCalls.LastError, "list the processes", "/proc");
        foreach (int process in proc.TryList(".") ?? [])
        {
            using ProcDirectory? directory = proc.TryOpenDirectory(process.ToString(CultureInfo.InvariantCulture));
            if (directory is not null)
            {
                Collect(directory, process, wanted, owners);
            }
        }

        return owners.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<SocketOwner>)pair.Value);
    }

    private static void Collect(ProcDirectory directory, int process, HashSet<ulong> wanted, Dictionary<ulong, List<SocketOwner>> owners)
    {
        string? name = null;
        Span<byte> link = stackalloc byte[LongestName];
        foreach (int descriptor in directory.TryList("fd") ?? [])
        {
            int length = directory.ReadLink(string.Create(CultureInfo.InvariantCulture, $"fd/{descriptor}"), link);
            if (length > 0 && ParseInode(link[..length]) is { } inode && wanted.Contains(inode))
            {
                name ??= Encoding.UTF8.GetString(directory.TryRead("comm", LongestName) ?? []).TrimEnd('\n');
                if (!owners.TryGetValue(inode, out List<SocketOwner>? list))
                {
                    owners.Add(inode, list = []);
                }

                list.Add(new SocketOwner { ProcessId = process, ProcessName = name, Descriptor = descriptor });
            }
        }
    }

    private static ulong? ParseInode(ReadOnlySpan<byte> link) =>
        link.StartsWith(s_prefix) && link[^1] == ']' && ulong.TryParse(link[s_prefix.Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode) ? inode : null;
}
