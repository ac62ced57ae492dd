using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Inspection;

/// <summary>Describes a namespace at the time of a snapshot, and what keeps it alive.</summary>
/// <remarks>
/// The object does not keep the namespace alive. In the columns of lsns(8), NS is <see cref="NamespaceIdentity.Inode"/> of
/// <see cref="Identity"/>, PNS and ONS are those of <see cref="Parent"/> and <see cref="Owner"/>, and NSFS is <see cref="MountPoints"/>.
/// </remarks>
public sealed class NamespaceInfo
{
    private readonly List<NamespaceHolder> _holders = [];

    internal NamespaceInfo(NamespaceTypes type, NamespaceIdentity identity)
    {
        Type = type;
        Identity = identity;
    }

    /// <summary>Gets the kind, as a single flag.</summary>
    public NamespaceTypes Type { get; }

    /// <summary>Gets the device and inode number.</summary>
    public NamespaceIdentity Identity { get; }

    /// <summary>Gets the number that the kernel never gives to another namespace until the next boot; <see langword="null"/> before kernel 6.18, or if it could not be read.</summary>
    public ulong? Id { get; internal set; }

    /// <summary>
    /// Gets a path for <see cref="LinuxNamespaces.Namespace.Open"/>; <see langword="null"/> if there is none, for example if only sockets keep the namespace
    /// alive. Later, the path may refer to another namespace or not exist.
    /// </summary>
    public string? Path { get; internal set; }

    /// <summary>Gets the number of processes in the namespace.</summary>
    public int ProcessCount { get; private set; }

    /// <summary>Gets the process with the lowest ID in the namespace; <see langword="null"/> if there is none.</summary>
    public InspectedProcess? Process { get; private set; }

    /// <summary>
    /// Gets the first 4096 bytes of the command line of <see cref="Process"/>, or its name if the command line is empty. Characters that are not printable are
    /// written as <c>\x1b</c>. The value is <see langword="null"/> if there is no process.
    /// </summary>
    public string? Command { get; private set; }

    /// <summary>Gets the effective user ID of <see cref="Process"/> in the caller's user namespace; <see langword="null"/> if it is not known.</summary>
    public uint? UserId => Process?.UserId;

    /// <summary>Gets the name of the effective user of <see cref="Process"/>; <see langword="null"/> if there is none.</summary>
    public string? UserName => Process?.UserName;

    /// <summary>
    /// Gets the ID of this network namespace in the caller's network namespace (NETNSID of lsns(8), nsid of ip-netns(8)); <see langword="null"/> if it has none,
    /// and for other kinds.
    /// </summary>
    public int? NetNsId { get; internal set; }

    /// <summary>Gets the user that created the user namespace, as an ID of the caller's user namespace; <see langword="null"/> for other kinds.</summary>
    public uint? CreatorUserId { get; internal set; }

    /// <summary>Gets the user namespace that owns the namespace, or the parent of a user namespace; <see langword="null"/> if there is none or the caller may not see it.</summary>
    public NamespaceInfo? Owner { get; internal set; }

    /// <summary>Gets the parent of a PID or user namespace; <see langword="null"/> if there is none or the caller may not see it, and for other kinds.</summary>
    public NamespaceInfo? Parent { get; internal set; }

    /// <summary>Gets the PID or user namespaces whose parent is this namespace.</summary>
    public IEnumerable<NamespaceInfo> Children => Related(NamespaceHolderKinds.Child);

    /// <summary>Gets the namespaces that this user namespace owns, including its child user namespaces.</summary>
    public IEnumerable<NamespaceInfo> Owned => Related(NamespaceHolderKinds.Owned | (Type == NamespaceTypes.User ? NamespaceHolderKinds.Child : NamespaceHolderKinds.None));

    /// <summary>Gets what keeps the namespace alive, as far as it could be read.</summary>
    public IReadOnlyList<NamespaceHolder> Holders => _holders;

    /// <summary>Gets the paths on which the namespace is mounted, in all mount namespaces.</summary>
    public IEnumerable<string> MountPoints => _holders.Where(holder => holder.Kind == NamespaceHolderKinds.Mount).Select(holder => holder.MountPoint!).Distinct();

    /// <summary>Gets the text of the links under <c>/proc/PID/ns</c>.</summary>
    internal string KernelName => Identity.ToKernelName(Type);

    /// <summary>Gets or sets whether the relations and the number have been read.</summary>
    internal bool IsExamined { get; set; }

    /// <summary>Gets or sets the ID of a mount namespace for listmount(2).</summary>
    internal ulong? MountId { get; set; }

    /// <summary>
    /// Returns a line such as <c>net:[4026532184] 1 process: 812 dockerd, 2 descriptors, mounted on /run/netns/red</c>. It does not contain the arguments of
    /// the process, which may be secret.
    /// </summary>
    public override string ToString()
    {
        StringBuilder text = new(KernelName);
        if (Process is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Count(ProcessCount, "process")}: {Process.ProcessId} {Process.Name}");
        }

        foreach (IGrouping<NamespaceHolderKinds, NamespaceHolder> group in _holders.GroupBy(holder => holder.Kind).OrderBy(group => group.Key))
        {
            string? part = group.Key switch
            {
                NamespaceHolderKinds.Thread => Count(group.Count(), "thread"),
                NamespaceHolderKinds.Children => "future children",
                NamespaceHolderKinds.Descriptor => Count(group.Count(), "descriptor"),
                NamespaceHolderKinds.Socket => Count(group.Count(), "socket"),
                NamespaceHolderKinds.Mount => $"mounted on {string.Join(" and ", MountPoints)}",
                NamespaceHolderKinds.Child => $"parent of {group.Count()}",
                NamespaceHolderKinds.Owned => $"owner of {group.Count()}",
                _ => null,
            };
            if (part is not null)
            {
                text.Append(text.Length == KernelName.Length ? " " : ", ").Append(part);
            }
        }

        return text.ToString();
    }

    internal void Add(NamespaceHolder holder) => _holders.Add(holder);

    /// <param name="command">Reads the command line, if the process has the lowest ID so far.</param>
    internal void Add(InspectedProcess process, Func<string?> command)
    {
        ProcessCount++;
        process.Add(this);
        if (Process is null || process.ProcessId < Process.ProcessId)
        {
            Process = process;
            Command = command() ?? process.Name;
        }
    }

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : noun.EndsWith('s') ? "es" : "s")}");

    private IEnumerable<NamespaceInfo> Related(NamespaceHolderKinds kind) => _holders.Where(holder => (holder.Kind & kind) != 0).Select(holder => holder.Namespace!);
}
