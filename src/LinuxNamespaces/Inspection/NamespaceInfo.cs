using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Inspection;

/// <summary>A namespace as a snapshot saw it: what lsns(8) tells of it, and what keeps it alive.</summary>
/// <remarks>
/// The object does not keep the namespace alive. The words are those of lsns(8): NS is <see cref="NamespaceIdentity.Inode"/> of
/// <see cref="Identity"/>, PNS and ONS are that of <see cref="Parent"/> and <see cref="Owner"/>, NSFS are the <see cref="MountPoints"/>.
/// </remarks>
public sealed class NamespaceInfo
{
    private readonly List<NamespaceHolder> _holders = [];

    internal NamespaceInfo(NamespaceTypes type, NamespaceIdentity identity)
    {
        Type = type;
        Identity = identity;
    }

    /// <summary>The kind: a single flag.</summary>
    public NamespaceTypes Type { get; }

    /// <summary>Device and inode number.</summary>
    public NamespaceIdentity Identity { get; }

    /// <summary>The number that the kernel never gives to another namespace; null before kernel 6.18, or where it could not be read.</summary>
    public ulong? Id { get; internal set; }

    /// <summary>
    /// A file by which the namespace could be opened, as <see cref="LinuxNamespaces.Namespace.Open"/> does; null when there is none, as for one that
    /// only sockets keep alive. By the time it is used it may lead to another namespace, or nowhere.
    /// </summary>
    public string? Path { get; internal set; }

    /// <summary>How many processes are in it.</summary>
    public int ProcessCount { get; private set; }

    /// <summary>The process in it that has the lowest id; null when there is none.</summary>
    public InspectedProcess? Process { get; private set; }

    /// <summary>
    /// The command line of <see cref="Process"/>, or its name when it has none; at most 4096 bytes of it, and what is not printable is written
    /// as <c>\x1b</c>. Null when there is no process.
    /// </summary>
    public string? Command { get; private set; }

    /// <summary>The effective user id of <see cref="Process"/>, as seen in the user namespace of the caller.</summary>
    public uint? UserId => Process?.UserId;

    /// <summary>The name of that user; null when it has none.</summary>
    public string? UserName => Process?.UserName;

    /// <summary>
    /// The id that the caller's network namespace has for this one (NETNSID of lsns(8), nsid of ip-netns(8)); null when it has given none, and for
    /// other kinds.
    /// </summary>
    public int? NetNsId { get; internal set; }

    /// <summary>The user id that created it, as seen in the user namespace of the caller; for user namespaces only.</summary>
    public uint? CreatorUserId { get; internal set; }

    /// <summary>The user namespace that owns it; for a user namespace its parent. Null when the caller may not know it, or there is none.</summary>
    public NamespaceInfo? Owner { get; internal set; }

    /// <summary>The namespace above it, for PID and user namespaces. Null when the caller may not know it, or there is none.</summary>
    public NamespaceInfo? Parent { get; internal set; }

    /// <summary>The namespaces of its kind right below it.</summary>
    public IEnumerable<NamespaceInfo> Children => Related(NamespaceHolderKinds.Child);

    /// <summary>The namespaces that it owns, those of its own kind too.</summary>
    public IEnumerable<NamespaceInfo> Owned => Related(NamespaceHolderKinds.Owned | (Type == NamespaceTypes.User ? NamespaceHolderKinds.Child : NamespaceHolderKinds.None));

    /// <summary>What keeps it alive, as far as it could be seen.</summary>
    public IReadOnlyList<NamespaceHolder> Holders => _holders;

    /// <summary>The paths that it is mounted on, in whichever mount namespace.</summary>
    public IEnumerable<string> MountPoints => _holders.Where(holder => holder.Kind == NamespaceHolderKinds.Mount).Select(holder => holder.MountPoint!).Distinct();

    /// <summary>What the links under <c>/proc/PID/ns</c> say.</summary>
    internal string KernelName => Identity.ToKernelName(Type);

    /// <summary>Whether relations and number have been asked for.</summary>
    internal bool IsExamined { get; set; }

    /// <summary>The number by which listmount(2) knows it, for mount namespaces.</summary>
    internal ulong? MountId { get; set; }

    /// <summary>
    /// The namespace in a line, as in <c>net:[4026532184] 1 process: 812 dockerd, 2 descriptors, mounted on /run/netns/red</c>. The arguments of
    /// the process, which may be secrets, are in <see cref="Command"/> only.
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
                NamespaceHolderKinds.Children => "children to come",
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

    /// <param name="command">Reads the command line, if the process turns out to be the one with the lowest id.</param>
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
